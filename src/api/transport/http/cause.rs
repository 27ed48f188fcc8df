//! Why there is no answer, in a few words, and what to do about it.

use std::error::Error as _;

use rustls::CertificateError;

/// The innermost cause: the outer layers only repeat that sending failed.
pub(super) fn root_cause(error: &reqwest::Error) -> String {
    let mut cause = error.source();
    let mut text = error.to_string();
    while let Some(inner) = cause {
        text = inner.to_string();
        cause = inner.source();
    }
    text
}

/// What to do about a certificate that is not believed.
pub(super) fn advice(error: &reqwest::Error) -> &'static str {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = error.source();
    while let Some(inner) = cause {
        if let Some(rustls::Error::InvalidCertificate(reason)) = inner.downcast_ref() {
            let is_of_another_time = matches!(
                reason,
                CertificateError::Expired
                    | CertificateError::ExpiredContext { .. }
                    | CertificateError::NotValidYet
                    | CertificateError::NotValidYetContext { .. }
            );
            return if is_of_another_time {
                "; check the clock of this computer"
            } else if *reason == CertificateError::UnknownIssuer {
                "; a private root is named with ca_file"
            } else {
                ""
            };
        }
        // An I/O error names the cause of what it holds as its source, not what it holds.
        let held = inner.downcast_ref::<std::io::Error>();
        cause = match held.and_then(std::io::Error::get_ref) {
            Some(held) => Some(held),
            None => inner.source(),
        };
    }
    ""
}
