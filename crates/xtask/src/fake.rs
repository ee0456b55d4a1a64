//! The environment of the suites: the default seed, with additions that only a seed can make.

use std::path::Path;

use mock_idp::seed::{Directory, DirectoryUser, Organization, Passkey};
use mock_idp::{MockIdp, Seed, Tls};

use crate::language::Language;

/// Returns the seed of the Go and the Java suite. The other suites start fakes of their own, with the same contents.
pub(crate) fn seed() -> Seed {
    let erin = DirectoryUser::new("erin@hooli.example").name("Erin", "Bach");
    let directory = Directory::of("Hooli", "okta")
        .id("dir_100000000000000001")
        .group("Engineering")
        .group("Sales")
        .user(erin.in_group("Engineering"))
        .user(DirectoryUser::new("finn@hooli.example"));
    let mut seed = Seed::default()
        .organization(Organization::new("Hooli").id("org_100000000000000003"))
        .directory(directory);
    seed.users[1].passkeys = vec![
        Passkey::new("Laptop").id("wac_100000000000000001"),
        Passkey::new("Phone").id("wac_100000000000000002"),
    ];
    seed
}

/// Returns a fake that the SDK of this language can talk to, with its authority in `folder`. Python's SDK calls
/// gRPC over TLS even where the URL is http; Java's calls port 443 and no other.
pub(crate) fn start(language: Language, folder: &Path, seed: Seed) -> Result<MockIdp, String> {
    let builder = MockIdp::builder().seed(seed);
    let authority = || Tls::by_authority_in(folder.join("authority"));
    let builder = match language {
        Language::Node | Language::Go => builder,
        Language::Python => builder.tls(authority()),
        Language::Java => {
            let builder = builder.tls(authority()).port(443);
            builder.public_url("https://localhost")
        }
    };
    builder.start().map_err(|why| why.to_string())
}
