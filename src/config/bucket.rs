//! The `[bucket]` table of `config/warta.toml`.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;
use url::Url;

use crate::config::sheet::{Sheet, Value};
use crate::config::{Around, schema};
use crate::domain::Secret;
use crate::domain::secret::SecretRef;
use crate::fetch::{Bucket, BucketOptions};

/// A bucket of a storage that speaks S3, into which every document is put as well: a site
/// without a server of one's own. Needs a program built with the feature `cloud`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BucketTable {
    /// The bucket, and a folder in it: `s3://kabar` or `s3://kabar/feeds`.
    #[schemars(with = "String")]
    pub(super) url: Spanned<String>,
    /// The region it is in, such as `ap-southeast-3`. Default `us-east-1`, which storages
    /// without regions take.
    pub(super) region: Option<String>,
    /// Where the storage is, if it is not Amazon's: `https://s3.example.org`.
    #[schemars(with = "Option<String>")]
    pub(super) endpoint: Option<Spanned<String>>,
    /// The id of the key: `{ env = "AWS_ACCESS_KEY_ID" }`.
    #[schemars(with = "SecretRef")]
    pub(super) key_id: Spanned<SecretRef>,
    /// The key itself: `{ env = "AWS_SECRET_ACCESS_KEY" }`.
    #[schemars(with = "SecretRef")]
    pub(super) key: Spanned<SecretRef>,
}

/// Reads the table and opens what it describes, noting what is wrong with it.
pub(super) fn read<'t>(
    sheet: &mut Sheet<'t>,
    value: &Value<'t>,
    around: &Around<'_>,
) -> Option<Bucket> {
    let needs = schema::required(schema::make::<BucketTable>);
    let read = sheet.read("`[bucket]`", value, &needs, &[], &|from| BucketTable::deserialize(from));
    let table = read.value?;
    let place = sheet.meaning(Some(&table.url), place);
    let endpoint = table.endpoint.as_ref();
    let read = endpoint.map(|text| sheet.meaning(Some(text), address));
    let mut secret = |one: &Spanned<SecretRef>| match around.open(one.get_ref()) {
        Ok(secret) => Some(secret),
        Err(why) => {
            sheet.fault(one.span(), (why, None));
            None
        }
    };
    let keys: (Option<Secret>, Option<Secret>) = (secret(&table.key_id), secret(&table.key));
    let ((name, folder), (Some(key_id), Some(key))) = (place?, keys) else { return None };
    let endpoint = match read {
        Some(endpoint) => Some(endpoint?),
        None => None,
    };
    let region = table.region.clone().unwrap_or_else(|| "us-east-1".to_owned());
    let options = BucketOptions { name, folder, region, endpoint, key_id, key };
    match Bucket::open(&options) {
        Ok(bucket) => Some(bucket),
        Err(why) => {
            sheet.fault(table.url.span(), (why.to_string(), None));
            None
        }
    }
}

/// Reads `s3://name/folder`.
fn place(text: &str) -> Result<(String, String), String> {
    let wrong = || format!("`{text}` is not a bucket; write `s3://name` or `s3://name/folder`");
    let rest = text.strip_prefix("s3://").ok_or_else(wrong)?;
    let (name, folder) = rest.split_once('/').unwrap_or((rest, ""));
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c);
    if !(3..=63).contains(&name.len()) || !name.chars().all(letter) {
        return Err(wrong());
    }
    let folder = folder.trim_end_matches('/');
    let plain = |part: &str| {
        let letter = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        !part.is_empty() && part.chars().all(letter) && part.chars().any(|c| c != '.')
    };
    if !folder.is_empty() && !folder.split('/').all(plain) {
        return Err(wrong());
    }
    Ok((name.to_owned(), folder.to_owned()))
}

/// Reads where a storage is.
fn address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let url = url.filter(|url| url.username().is_empty() && url.password().is_none());
    url.ok_or_else(|| {
        format!("`{text}` is not the address of a storage; write `https://s3.example.org`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_a_name_and_perhaps_a_folder() {
        let both = |name: &str, folder: &str| Ok((name.to_owned(), folder.to_owned()));
        assert_eq!(place("s3://kabar"), both("kabar", ""));
        assert_eq!(place("s3://kabar/"), both("kabar", ""));
        assert_eq!(place("s3://kabar.example/feeds/v1/"), both("kabar.example", "feeds/v1"));
        for wrong in
            ["kabar", "s3://", "s3://Ka", "s3://kabar//x", "s3://kabar/../x", "https://a.b/c"]
        {
            assert!(place(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_storage_has_an_address_without_keys_in_it() {
        assert!(address("http://127.0.0.1:9000").is_ok());
        for wrong in ["127.0.0.1:9000", "ftp://a.example", "https://me:key@s3.example.org"] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }
}
