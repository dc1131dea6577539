//! A storage that speaks S3, on loopback: moto, which `make test` installs.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::OnceLock;

use super::http::{self, Answer};
use super::left_out;
use super::service::{self, Service};

/// Where `make test` puts it, below the target folder.
const PROGRAM: &str = "moto/bin/moto_server";

/// What a request must carry to be answered; the storage does not look at the signature.
const SIGNED: (&str, &str) = (
    "Authorization",
    "AWS4-HMAC-SHA256 Credential=uji/20240606/us-east-1/s3/aws4_request, \
     SignedHeaders=host, Signature=0",
);

/// A running storage.
#[derive(Debug)]
pub(crate) struct Storage {
    address: SocketAddr,
    _service: Service,
}

/// The one storage of this test process, started for the first test that asks.
pub(crate) fn storage() -> Option<&'static Storage> {
    static STORAGE: OnceLock<Option<Storage>> = OnceLock::new();
    let storage = STORAGE.get_or_init(start).as_ref();
    if storage.is_none() {
        left_out("moto_server");
    }
    storage
}

fn start() -> Option<Storage> {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let program = temporary.parent().unwrap_or(temporary).join(PROGRAM);
    let program = program.to_str().filter(|_| program.exists())?;
    let command = |port: &str| {
        [program, "-H", "127.0.0.1", "-p", port].iter().map(|word| (*word).to_owned()).collect()
    };
    let service = service::start(&command, "/moto-api/data.json");
    Some(Storage { address: (Ipv4Addr::LOCALHOST, service.port).into(), _service: service })
}

impl Storage {
    /// Its address: `http://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Makes a bucket.
    pub(crate) fn make(&self, bucket: &str) {
        let made = http::ask(self.address, "PUT", &format!("/{bucket}"), &[SIGNED]);
        assert_eq!(made.status, 200, "{}", made.text());
    }

    /// An object with its headers.
    pub(crate) fn get(&self, bucket: &str, name: &str) -> Answer {
        http::ask(self.address, "GET", &format!("/{bucket}/{name}"), &[SIGNED])
    }

    /// Takes an object away behind everybody's back.
    pub(crate) fn steal(&self, bucket: &str, name: &str) {
        http::ask(self.address, "DELETE", &format!("/{bucket}/{name}"), &[SIGNED]);
    }

    /// The bytes of all objects, by name.
    pub(crate) fn all(&self, bucket: &str) -> BTreeMap<String, Vec<u8>> {
        let list = http::ask(self.address, "GET", &format!("/{bucket}?list-type=2"), &[SIGNED]);
        assert_eq!(list.status, 200, "{}", list.text());
        assert!(list.text().contains("<IsTruncated>false</IsTruncated>"), "{}", list.text());
        let keys = list.text().split("<Key>").skip(1);
        let names = keys.map(|rest| rest.split("</Key>").next().unwrap().to_owned());
        names.map(|name| (name.clone(), self.get(bucket, &name).body)).collect()
    }
}
