-- Why a net ended on its `valid_to`, and the paper of the vote to end it. Null in a row that does not end it.
alter fact coop_net add end_reason text?;
alter fact coop_net add end_paper text?;
