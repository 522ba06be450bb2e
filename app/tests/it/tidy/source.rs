//! Reads Rust text just well enough to tell code, comments and string literals apart.

/// A Rust file with its parts told apart; both keep the line numbers of the file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The code; comments are left out and every literal is an empty pair of quotes.
    pub code: String,
    /// Line (from 1) and content of every string literal, escapes as written.
    pub literals: Vec<(usize, String)>,
}

impl Source {
    pub fn read(text: &str) -> Source {
        let mut source = Source::default();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let taken = source.take(rest).unwrap_or_else(|| {
                source.code.push(c);
                c.len_utf8()
            });
            rest = &rest[taken..];
        }
        source
    }

    /// The words of the code (identifiers and keywords) with their lines.
    pub fn words(&self) -> impl Iterator<Item = (usize, &str)> {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        self.code.lines().enumerate().flat_map(move |(at, line)| {
            line.split(move |c| !is_word(c))
                .filter(|word| !word.is_empty())
                .map(move |word| (at + 1, word))
        })
    }

    /// Takes a comment or literal from the front and says how many bytes it has, or `None` where plain code follows.
    fn take(&mut self, rest: &str) -> Option<usize> {
        if rest.starts_with("//") {
            return Some(rest.find('\n').unwrap_or(rest.len()));
        }
        if rest.starts_with("/*") {
            let length = rest.find("*/").map_or(rest.len(), |at| at + 2);
            self.skip(&rest[..length]);
            return Some(length);
        }
        if rest.starts_with('"') {
            let end = end_of_string(rest);
            return Some(self.literal(rest, 1, end, 1));
        }
        // The r of a raw string is not the end of a longer word, such as `for"`.
        let after_word = self
            .code
            .ends_with(|c: char| c.is_alphanumeric() || c == '_');
        if rest.starts_with('r') && (!after_word || self.code.ends_with('b')) {
            let hashes = rest[1..].chars().take_while(|c| *c == '#').count();
            if rest[1 + hashes..].starts_with('"') {
                let close = format!("\"{}", "#".repeat(hashes));
                let open = 2 + hashes;
                let end = rest[open..].find(&close).map_or(rest.len(), |at| at + open);
                return Some(self.literal(rest, open, end, close.len()));
            }
        }
        if let Some(after) = rest.strip_prefix('\'') {
            // A character literal; anything else after a quote is a lifetime.
            let mut chars = after.chars();
            let first = chars.next()?;
            let length = match first {
                '\\' => after[2..].find('\'')? + 4,
                _ if chars.next() == Some('\'') => first.len_utf8() + 2,
                _ => return None,
            };
            self.code.push_str("''");
            return Some(length);
        }
        None
    }

    fn literal(&mut self, rest: &str, open: usize, end: usize, close: usize) -> usize {
        let line = self.code.matches('\n').count() + 1;
        let content = &rest[open..end];
        self.literals.push((line, content.to_owned()));
        self.code.push_str("\"\"");
        self.skip(content);
        (end + close).min(rest.len())
    }

    /// Keeps the line numbers right.
    fn skip(&mut self, text: &str) {
        let lines = text.matches('\n').count();
        self.code.push_str(&"\n".repeat(lines));
    }
}

/// Where the closing quote of a plain string stands.
fn end_of_string(rest: &str) -> usize {
    let mut is_escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at,
            _ => {}
        }
    }
    rest.len()
}

#[test]
fn code_comments_and_literals_are_told_apart() {
    let text = "let a = \"se\\\"lect\"; // f32 \"x\"\nfn f<'a>(c: char) { c == '\"' || c == '\\'' }\n\
                /* two\nlines */ let b = r#\"raw \" text\"#; let s = \"one\ntwo\"; last";
    let source = Source::read(text);
    let literals = [(1, "se\\\"lect"), (4, "raw \" text"), (4, "one\ntwo")];
    let literals = literals.map(|(line, text)| (line, text.to_owned()));
    assert_eq!(source.literals, literals);
    assert!(!source.code.contains("f32") && !source.code.contains("two"));
    assert_eq!(source.words().last(), Some((5, "last")));
}
