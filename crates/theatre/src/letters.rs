//! How wide the letters in the heads of columns are.

/// The size of these letters, in pixels.
const SIZE: i32 = 11;

/// Returns the width of a text in tenths of a pixel, in the bold letters of a broad font: another is narrower.
pub(crate) fn width(text: &str) -> i32 {
    text.chars().map(|letter| thousandths(letter) * SIZE / 100).sum()
}

/// Returns a text of this width at most, in tenths of a pixel.
pub(crate) fn cut(text: &str, most: i32) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let room = most - width("…");
    let mut used = 0;
    let kept: String = text
        .chars()
        .take_while(|letter| {
            used += thousandths(*letter) * SIZE / 100;
            used <= room
        })
        .collect();
    format!("{}…", kept.trim_end())
}

/// Returns the width of a letter in thousandths of its size, as `DejaVu Sans Bold` has it, or a little more.
fn thousandths(letter: char) -> i32 {
    match letter {
        'i' | 'j' | 'l' | ' ' | '.' | ',' | '\'' | '|' | ':' => 380,
        'f' | 't' | 'r' | '-' | '(' | ')' | 'I' | 'J' => 495,
        's' | 'c' | '_' => 600,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' => 1_105,
        '+' => 840,
        'a'..='z' | '0'..='9' => 720,
        'A'..='Z' => 850,
        _ => 1_000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_by_the_room_that_there_is() {
        assert_eq!(cut("Alice", 500), "Alice");
        assert_eq!(cut("Maximilian", 500), "Maxi…");
        assert!(width(&cut("WWWWWW", 500)) <= 500);
    }
}
