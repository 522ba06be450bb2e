# What an audit found: audit-CODE.
audit-gap = a number of the journal is missing
audit-broken-link = does not follow from the hash before it
audit-changed-row = the content was changed
audit-time-goes-back = earlier than the row before it
audit-head-differs = the end of the chain is not as the journal says
audit-tail-cut = shorter than the checkpoint: rows were cut from the end
audit-rewritten = another hash than the checkpoint's: rewritten
audit-unknown-row = a row that no journal row wrote
audit-missing-row = a row that was written is missing
audit-extra-row = a row too many
audit-installation-differs = contradicts the installation's chain as it stood then
audit-missing-blob = the content of a paper is missing
audit-changed-blob = the content of a paper is not what was stored
deed-zhen-rebuild = Rebuild the caches
