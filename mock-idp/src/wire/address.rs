//! E-mail addresses and host names, as far as a fake has to recognise them.

/// Longest address that SMTP can carry (RFC 5321 §4.5.3.1.3), in octets.
const LONGEST_ADDRESS: usize = 254;

/// Returns whether `text` is an e-mail address: close enough to RFC 5321's mailboxes to catch mistakes.
pub(crate) fn is_email_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let clean = !text.contains(|c: char| c.is_whitespace() || c.is_control());
    let whole = !local.is_empty() && domain.split('.').all(|label| !label.is_empty());
    text.len() <= LONGEST_ADDRESS && clean && whole && !domain.contains('@')
}

/// Returns whether `text` is a host name with a dot in it, like `acme.example`, as it can stand after the `@` of an
/// address (RFC 1123 §2.1).
pub(crate) fn is_host_name(text: &str) -> bool {
    let is_a_label = |label: &str| {
        let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (1..=63).contains(&label.len())
            && label.bytes().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.contains('.') && text.split('.').all(is_a_label)
}
