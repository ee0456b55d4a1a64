//! The date of `Expires`, read as forgivingly as browsers do (RFC 6265bis §5.1.1).

use std::time::{Duration, SystemTime};

use jiff::civil;

const EPOCH: civil::DateTime = civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Returns the moment a cookie date names; `None` if it names none.
pub(super) fn parse(text: &str) -> Option<SystemTime> {
    let mut found = DateParts::default();
    text.split(is_delimiter).filter(|token| !token.is_empty()).for_each(|token| found.take(token));
    found.moment()
}

fn is_delimiter(c: char) -> bool {
    matches!(c, '\t' | ' '..='/' | ';'..='@' | '['..='`' | '{'..='~')
}

/// The first token of each shape counts, whatever the order.
#[derive(Default)]
struct DateParts {
    time: Option<(i8, i8, i8)>,
    day: Option<i8>,
    month: Option<i8>,
    year: Option<i16>,
}

impl DateParts {
    fn take(&mut self, token: &str) {
        if self.time.is_none()
            && let Some(time) = time(token)
        {
            self.time = Some(time);
        } else if self.day.is_none()
            && let Some(day) = digits(token, 1..=2)
        {
            self.day = i8::try_from(day).ok();
        } else if self.month.is_none()
            && let Some(month) = month(token)
        {
            self.month = Some(month);
        } else if self.year.is_none()
            && let Some(year) = digits(token, 2..=4)
        {
            self.year = i16::try_from(century(year)).ok();
        }
    }

    fn moment(self) -> Option<SystemTime> {
        let (hour, minute, second) = self.time?;
        let year = self.year.filter(|year| *year >= 1601)?;
        let date =
            civil::DateTime::new(year, self.month?, self.day?, hour, minute, second, 0).ok()?;
        // Not by way of a timestamp: those end a day before the year 9999 does.
        let seconds = date.duration_since(EPOCH).as_secs();
        let distance = Duration::from_secs(seconds.unsigned_abs());
        if seconds < 0 {
            SystemTime::UNIX_EPOCH.checked_sub(distance)
        } else {
            SystemTime::UNIX_EPOCH.checked_add(distance)
        }
    }
}

/// Implements §5.1.1, steps 3 and 4: two digits mean 1970 to 2069.
fn century(year: u32) -> u32 {
    match year {
        70..=99 => year + 1900,
        0..=69 => year + 2000,
        _ => year,
    }
}

fn time(token: &str) -> Option<(i8, i8, i8)> {
    let mut fields =
        token.splitn(3, ':').map(|field| digits(field, 1..=2).and_then(|n| i8::try_from(n).ok()));
    Some((fields.next()??, fields.next()??, fields.next()??))
}

fn month(token: &str) -> Option<i8> {
    let token = token.get(..3)?.to_ascii_lowercase();
    MONTHS.iter().zip(1..).find_map(|(name, number)| (*name == token).then_some(number))
}

/// Reads so many leading digits; what follows must not be a digit.
fn digits(token: &str, allowed: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let length = token.bytes().take_while(u8::is_ascii_digit).count();
    allowed.contains(&length).then(|| token[..length].parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_forgivingly() {
        for (text, seconds) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Wed, 21 Oct 2015 07:28:00 GMT", Some(1_445_412_480)),
            ("Wednesday, 21-Oct-15 07:28:00 GMT", Some(1_445_412_480)),
            ("Wed Oct 21 07:28:00 2015", Some(1_445_412_480)),
            ("2015 october 21 7:28:0", Some(1_445_412_480)),
            ("21 Oct 2015", None),
            ("Wed, 31 Feb 2015 07:28:00 GMT", None),
            ("Wed, 21 Oct 1600 07:28:00 GMT", None),
            ("Wed, 21 Oct 2015 25:28:00 GMT", None),
            ("tomorrow", None),
            ("", None),
        ] {
            let expected = seconds.map(|s| SystemTime::UNIX_EPOCH + Duration::from_secs(s));
            assert_eq!(parse(text), expected, "{text}");
        }
    }
}
