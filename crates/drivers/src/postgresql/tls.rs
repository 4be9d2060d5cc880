//! TLS as libpq's `sslmode` asks for it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::version::{TLS12, TLS13};
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, Error, RootCertStore,
    SignatureScheme,
};

use super::options::{RootCertificates, TlsMode, TlsOptions, TlsVersions};

/// Where systems keep the certificates that they trust.
const SYSTEM_CERTIFICATES: &[&str] = &[
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// Returns the client's side of a TLS connection to `host`, or libpq's complaint.
pub(super) fn client(options: &TlsOptions, host: &str) -> Result<ClientConnection, String> {
    let provider = Arc::new(ring::default_provider());
    let versions = match options.versions {
        TlsVersions::All => vec![&TLS13, &TLS12],
        TlsVersions::Only12 => vec![&TLS12],
        TlsVersions::Only13 => vec![&TLS13],
    };
    let verifier = Arc::new(Verifier::new(options, &provider)?);
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&versions)
        .map_err(ssl_error)?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let mut config = match client_certificate(options, &provider)? {
        Some(certificate) => builder.with_client_cert_resolver(Arc::new(certificate)),
        None => builder.with_no_client_auth(),
    };
    config.enable_sni = options.server_name_indication;
    if options.direct {
        config.alpn_protocols = vec![b"postgresql".to_vec()];
    }
    let name = ServerName::try_from(host.to_owned())
        .map_err(|_| format!("\"{host}\" is not a host name for TLS"))?;
    ClientConnection::new(Arc::new(config), name).map_err(ssl_error)
}

fn ssl_error(error: Error) -> String {
    format!("SSL error: {error}")
}

/// Returns the message for a handshake that failed.
pub(super) fn handshake_error(error: &std::io::Error, host: &str) -> String {
    let cause = error
        .get_ref()
        .and_then(|source| source.downcast_ref::<Error>());
    match cause {
        Some(Error::InvalidCertificate(CertificateError::NotValidForNameContext {
            presented,
            ..
        })) => wrong_name(presented, host),
        Some(Error::InvalidCertificate(reason)) => {
            format!("SSL error: certificate verify failed ({reason})")
        }
        Some(other) => format!("SSL error: {other}"),
        None => format!("SSL SYSCALL error: {}", super::wire::system_message(error)),
    }
}

fn wrong_name(presented: &[String], host: &str) -> String {
    let Some(first) = presented.first() else {
        return "could not get server's host name from server certificate".to_owned();
    };
    // The names come as `DnsName("…")`.
    let first = first.split('"').nth(1).unwrap_or(first);
    let others = match presented.len() - 1 {
        0 => String::new(),
        1 => " (and 1 other name)".to_owned(),
        count => format!(" (and {count} other names)"),
    };
    format!("server certificate for \"{first}\"{others} does not match host name \"{host}\"")
}

/// Reads the client's certificate and key.
///
/// They are not checked against each other: that would refuse certificates of X.509's first version,
/// which the server accepts.
fn client_certificate(
    options: &TlsOptions,
    provider: &CryptoProvider,
) -> Result<Option<SingleCertAndKey>, String> {
    let Some((certificate, key)) = &options.client_certificate else {
        return Ok(None);
    };
    if !certificate.exists() {
        if options.client_certificate_required {
            return Err(format!(
                "could not open certificate file \"{}\": No such file or directory",
                certificate.display()
            ));
        }
        return Ok(None);
    }
    if !key.exists() {
        return Err(format!(
            "certificate present, but not private key file \"{}\"",
            key.display()
        ));
    }
    let certificates = certificates(certificate).map_err(|reason| {
        format!(
            "could not read certificate file \"{}\": {reason}",
            certificate.display()
        )
    })?;
    let signing_key = PrivateKeyDer::from_pem_file(key)
        .map_err(|error| error.to_string())
        .and_then(|key| {
            let loaded = provider.key_provider.load_private_key(key);
            loaded.map_err(|error| error.to_string())
        })
        .map_err(|reason| {
            let key = key.display();
            format!("could not load private key file \"{key}\": {reason}")
        })?;
    Ok(Some(CertifiedKey::new(certificates, signing_key).into()))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|error| error.to_string())
}

/// Returns the trusted certificates; none means that the server's is not looked at.
fn roots(options: &TlsOptions) -> Result<Option<RootCertStore>, String> {
    let path: PathBuf = match &options.root_certificates {
        RootCertificates::System(Some(path)) => path.clone(),
        RootCertificates::System(None) => SYSTEM_CERTIFICATES
            .iter()
            .map(PathBuf::from)
            .find(|path| path.exists())
            .ok_or("no file with the system's trusted certificates was found")?,
        RootCertificates::File(Some(path)) if path.exists() => path.clone(),
        RootCertificates::File(path) => {
            if options.mode < TlsMode::VerifyCa {
                return Ok(None);
            }
            let shown = path
                .as_deref()
                .unwrap_or(Path::new("~/.postgresql/root.crt"));
            return Err(format!(
                "root certificate file \"{}\" does not exist\nEither provide the file, use the \
                 system's trusted roots with sslrootcert=system, or change sslmode to disable \
                 server certificate verification.",
                shown.display()
            ));
        }
    };
    let mut store = RootCertStore::empty();
    let certificates = certificates(&path).map_err(|reason| {
        format!(
            "could not read root certificate file \"{}\": {reason}",
            path.display()
        )
    })?;
    let (added, _) = store.add_parsable_certificates(certificates);
    if added == 0 {
        return Err(format!(
            "could not read root certificate file \"{}\": no certificate in it",
            path.display()
        ));
    }
    Ok(Some(store))
}

/// Looks at the server's certificate as far as the mode asks.
#[derive(Debug)]
struct Verifier {
    provider: Arc<CryptoProvider>,
    /// Absent where any certificate will do.
    chain: Option<Arc<WebPkiServerVerifier>>,
    checks_name: bool,
}

impl Verifier {
    fn new(options: &TlsOptions, provider: &Arc<CryptoProvider>) -> Result<Self, String> {
        let chain = match roots(options)? {
            Some(roots) => Some(
                WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
                    .build()
                    .map_err(|error| format!("SSL error: {error}"))?,
            ),
            None => None,
        };
        Ok(Self {
            provider: Arc::clone(provider),
            chain,
            checks_name: options.mode == TlsMode::VerifyFull,
        })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(chain) = &self.chain else {
            return Ok(ServerCertVerified::assertion());
        };
        let verified =
            chain.verify_server_cert(certificate, intermediates, server_name, ocsp_response, now);
        match verified {
            // The name is looked at last: what gets this far has a trusted chain.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.checks_name => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        // Who accepts any certificate gains nothing from its signature.
        if self.chain.is_none() {
            return Ok(HandshakeSignatureValid::assertion());
        }
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        // Who accepts any certificate gains nothing from its signature.
        if self.chain.is_none() {
            return Ok(HandshakeSignatureValid::assertion());
        }
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
