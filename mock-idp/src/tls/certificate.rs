//! The contents of the certificates of the authority and of a fake (RFC 5280 §4).

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::RangeInclusive;

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, KeyUsagePurpose, NameConstraints, SanType, date_time_ymd,
};

use super::{Name, TlsError};

/// The years in which an authority is valid. It practically does not expire, so that it need not be trusted anew;
/// people are protected because only a test's own variables trust it. 2049 is the last year that every client reads
/// alike (RFC 5280 §4.1.2.5).
const AUTHORITY_YEARS: RangeInclusive<i16> = 2020..=2049;

/// Days for which a fake's certificate is valid; each start issues a new one. Some clients refuse more than 398.
const LEAF_DAYS: i64 = 365;

/// Days by which a client's clock may be late.
const LATE_DAYS: i64 = 1;

/// Returns the authority's own certificate. Its name constraints (RFC 5280 §4.2.1.10) permit `localhost`, the names
/// below it, and `names`, so that a thief of its key can be no other host to those who trust it. Addresses are not
/// constrained: gRPC's `BoringSSL`, which the Python SDK uses, refuses every certificate for an address under an
/// authority that constrains addresses.
pub(super) fn authority(names: &[Name]) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = named("mock-idp authority, for tests only");
    params.not_before = date_time_ymd((*AUTHORITY_YEARS.start()).into(), 1, 1);
    params.not_after = date_time_ymd((*AUTHORITY_YEARS.end()).into(), 12, 31);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let hosts = names.iter().filter_map(|name| match name {
        Name::Dns(name) => Some(name.clone()),
        Name::Ip(_) => None,
    });
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: ["localhost".to_owned()]
            .into_iter()
            .chain(hosts)
            .map(GeneralSubtree::DnsName)
            .collect(),
        excluded_subtrees: Vec::new(),
    });
    params
}

/// Returns whether every authority permits this name: one of this machine, or an address.
pub(super) fn is_always_permitted(name: &Name) -> bool {
    match name {
        Name::Dns(name) => name == "localhost" || name.ends_with(".localhost"),
        Name::Ip(_) => true,
    }
}

/// Returns the certificate of a fake with these names and those of this machine.
pub(super) fn leaf(names: &[Name], now: Timestamp) -> Result<CertificateParams, TlsError> {
    let today = now.to_zoned(TimeZone::UTC).date();
    let day = |days: i64| {
        let day = today.saturating_add(Span::new().days(days));
        let (year, month, day) = (day.year(), day.month(), day.day());
        AUTHORITY_YEARS
            .contains(&year)
            .then(|| date_time_ymd(year.into(), month.unsigned_abs(), day.unsigned_abs()))
            .ok_or(TlsError::Clock { now })
    };
    let mut params = CertificateParams::default();
    params.distinguished_name = named("mock-idp");
    params.not_before = day(-LATE_DAYS)?;
    params.not_after = day(LEAF_DAYS)?;
    params.subject_alt_names = alternatives(names);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

/// Returns the names of this machine, and `names`. Hosts of URLs are ASCII; other names are left out.
fn alternatives(names: &[Name]) -> Vec<SanType> {
    let mut all = vec![
        Name::Dns("localhost".into()),
        Name::Ip(Ipv4Addr::LOCALHOST.into()),
        Name::Ip(Ipv6Addr::LOCALHOST.into()),
    ];
    for name in names {
        if !all.contains(name) {
            all.push(name.clone());
        }
    }
    let alternative = |name| match name {
        Name::Dns(name) => name.try_into().ok().map(SanType::DnsName),
        Name::Ip(ip) => Some(SanType::IpAddress(ip)),
    };
    all.into_iter().filter_map(alternative).collect()
}

fn named(name: &str) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    distinguished
}
