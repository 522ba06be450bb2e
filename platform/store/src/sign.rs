//! Signed checkpoints: Ed25519 under a key of each organisation, derived from the key file.
//!
//! A signature says that this installation wrote something. It proves nothing against the installation, which can
//! sign whatever it likes: against that only copies help that others keep.

use crate::tx::Tx;
use kernel::{Error, OrgId, Result};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

impl Tx<'_> {
    /// The public key under which this installation signs for an organisation.
    pub fn signing_key(&self, org: OrgId) -> Result<[u8; 32]> {
        let pair = self.pair(org)?;
        let key = pair.public_key().as_ref().try_into();
        key.map_err(|_| Error::Internal("a public key has a wrong length".into()))
    }

    /// The signature of an organisation; the same message always has the same one.
    pub fn sign(&self, org: OrgId, message: &[u8]) -> Result<[u8; 64]> {
        let signature = self.pair(org)?.sign(message);
        let bytes = signature.as_ref().try_into();
        bytes.map_err(|_| Error::Internal("a signature has a wrong length".into()))
    }

    fn pair(&self, org: OrgId) -> Result<Ed25519KeyPair> {
        let seed = self.hmac("checkpoint/ed25519", &[&org.to_be_bytes()]);
        Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|e| Error::internal("signing", e))
    }
}

/// Whether a signature is that of `key` over `message`. Pure.
pub fn signature_holds(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    let key = UnparsedPublicKey::new(&ED25519, key);
    key.verify(message, signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::unhex;

    /// RFC 8032, section 7.1, test 2.
    #[test]
    fn a_signature_of_the_standard_holds_and_a_bent_one_does_not() {
        let key =
            unhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c").unwrap();
        let mut signature: [u8; 64] = unhex(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        )
        .unwrap();
        assert!(signature_holds(&key, &[0x72], &signature));
        assert!(!signature_holds(&key, &[0x73], &signature));
        signature[40] ^= 1;
        assert!(!signature_holds(&key, &[0x72], &signature));
    }
}
