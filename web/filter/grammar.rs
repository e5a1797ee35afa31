//! Makes a tree of the words and signs of a filter.
//!
//! ```text
//! any  = all (("or" | "||") all)*
//! all  = not (("and" | "&&") not)*        -- words and quotations in a row are "and" as well
//! not  = ("not" | "!")* atom
//! atom = "(" any ")" | field | field op value | field "in" "{" value ("," value)* "}"
//!      | word | "quotation" | /regex/ | /regex/i | hex:e4bda0
//! ```

use std::ops::Range;

use super::{
    Fault, Filter, Kind,
    fields::{DATA, Field, Shape},
    node::{Check, Node, Pattern},
    text::{self, Compile, HEX, Text, cook, pairs, unhex},
    token::{Op, Piece, Token, pieces},
    value::Value,
};

/// The tree of a filter; `None` for an empty one.
pub(super) fn parse(text: &str) -> Result<Option<Node>, Fault> {
    tree(text, text::compile)
}

/// The same tree to be written and not to be evaluated: its regular expressions are not compiled,
/// which is nearly all of the work, and neither are they checked.
pub(super) fn outline(text: &str) -> Result<Option<Node>, Fault> {
    tree(text, text::uncompiled)
}

fn tree(text: &str, compile: Compile) -> Result<Option<Node>, Fault> {
    if Filter::LONGEST < text.len() {
        let at = text.floor_char_boundary(Filter::LONGEST)..text.len();
        return Err(Fault { at, kind: Kind::TooLong });
    }
    let pieces = pieces(text)?;
    if pieces.is_empty() {
        return Ok(None);
    }
    let end = text.trim_end().len();
    let mut parser = Parser { pieces, next: 0, end, depth: 0, terms: 0, regexes: 0, compile };
    let node = parser.any()?;
    match parser.peek() {
        None => Ok(Some(node)),
        Some(_) => Err(parser.fault(Kind::Unexpected)),
    }
}

struct Parser<'a> {
    pieces: Vec<Piece<'a>>,
    next: usize,
    end: usize,
    depth: usize,
    terms: usize,
    regexes: usize,
    compile: Compile,
}

impl<'a> Parser<'a> {
    fn any(&mut self) -> Result<Node, Fault> {
        let mut parts = vec![self.all()?];
        while self.eat(Token::Or) {
            parts.push(self.all()?);
        }
        Ok(join(parts, Node::Any))
    }

    fn all(&mut self) -> Result<Node, Fault> {
        let mut parts = vec![self.not()?];
        loop {
            if self.eat(Token::And) {
                parts.push(self.not()?);
            } else if self.begins_term() {
                let text = parts.last().is_some_and(is_text);
                let at = self.next;
                let next = self.not()?;
                if !text || !is_text(&next) {
                    self.next = at;
                    return Err(self.fault(Kind::MissingJoin));
                }
                parts.push(next);
            } else {
                return Ok(join(parts, Node::All));
            }
        }
    }

    fn not(&mut self) -> Result<Node, Fault> {
        if !self.eat(Token::Not) {
            return self.atom();
        }
        self.deeper()?;
        let part = self.not()?;
        self.depth -= 1;
        Ok(Node::Not(Box::new(part)))
    }

    fn atom(&mut self) -> Result<Node, Fault> {
        let place = self.place();
        let Some(token) = self.peek() else { return Err(self.fault(Kind::MissingTerm)) };
        match token {
            Token::And | Token::Close | Token::Compare(_) | Token::Not | Token::Or => {
                return Err(self.fault(Kind::MissingTerm));
            }
            Token::CloseSet | Token::Comma | Token::OpenSet => {
                return Err(self.fault(Kind::Unexpected));
            }
            Token::Open | Token::Quoted(_) | Token::Regex { .. } | Token::Word(_) => {}
        }
        self.terms += usize::from(token != Token::Open);
        if Filter::MOST < self.terms {
            return Err(self.fault(Kind::TooMany));
        }
        self.next += 1;
        let found = match token {
            Token::Open => return self.group(place),
            Token::Quoted(raw) => self.quotation(&cook(raw)).ok_or(Kind::MissingValue),
            Token::Regex { pattern, fold } => {
                self.one_more_regex(&place)?;
                Text::regex(pattern, fold, self.compile).map(Node::Text).ok_or(Kind::BadRegex)
            }
            Token::Word(word) => match Field::find(word) {
                Some(field) => return self.field(field),
                None => self.word(word, &place),
            },
            Token::And
            | Token::Close
            | Token::CloseSet
            | Token::Comma
            | Token::Compare(_)
            | Token::Not
            | Token::OpenSet
            | Token::Or => Err(Kind::Unexpected),
        };
        found.map_err(|kind| Fault { at: place.start..self.behind(), kind })
    }

    fn group(&mut self, open: Range<usize>) -> Result<Node, Fault> {
        self.deeper()?;
        let inside = self.any()?;
        self.depth -= 1;
        if self.eat(Token::Close) {
            return Ok(inside);
        }
        match self.peek() {
            None => Err(Fault { at: open, kind: Kind::UnclosedParenthesis }),
            Some(_) => Err(self.fault(Kind::Unexpected)),
        }
    }

    /// A word that is no field: text, bytes, or a mistake.
    fn word(&mut self, word: &str, place: &Range<usize>) -> Result<Node, Kind> {
        if word.starts_with(HEX) {
            let bytes = self.bytes(word).ok_or(Kind::WrongValue { field: DATA })?;
            return Ok(Node::Field(DATA, Check::Compare(Op::Contains, Value::Bytes(bytes))));
        }
        let compared = self.operator().is_some() || self.peek() == Some(Token::Word("in"));
        // Behind a point, `tcp.` is nothing that people look for as text.
        if compared || Field::looks_like_one(word) {
            self.next = self.pieces.partition_point(|piece| piece.at.start <= place.start);
            let nearest = Field::nearest(word).map(|field| field.name);
            return Err(Kind::UnknownField { name: word.to_owned(), nearest });
        }
        self.quotation(word.as_bytes()).ok_or(Kind::BadRegex)
    }

    /// The bytes of `hex:e4bda0` or `hex:"e4 bd a0"`.
    fn bytes(&mut self, word: &str) -> Option<Vec<u8>> {
        let digits = word.strip_prefix(HEX)?;
        let Some(Token::Quoted(raw)) = self.peek().filter(|_| digits.is_empty()) else {
            return unhex(digits);
        };
        self.next += 1;
        unhex(raw)
    }

    fn field(&mut self, field: &'static Field) -> Result<Node, Fault> {
        let check = if let Some(op) = self.operator() {
            let operators = field.shape.operators();
            let allowed = operators.contains(&op.sign());
            if !allowed {
                return Err(self.fault(Kind::WrongOperator { field }));
            }
            self.next += 1;
            match op {
                Op::Matches => Check::Matches(self.pattern()?),
                Op::Contains | Op::Eq | Op::Ge | Op::Gt | Op::Le | Op::Lt | Op::Ne => {
                    Check::Compare(op, self.value(field, op)?)
                }
            }
        } else if self.peek() == Some(Token::Word("in")) {
            if field.shape == Shape::Mark {
                return Err(self.fault(Kind::WrongOperator { field }));
            }
            self.next += 1;
            Check::In(self.set(field)?)
        } else {
            Check::Exists
        };
        Ok(Node::Field(field, check))
    }

    fn set(&mut self, field: &'static Field) -> Result<Vec<Value>, Fault> {
        let open = self.place();
        if !self.eat(Token::OpenSet) {
            return Err(self.fault(Kind::MissingSet));
        }
        let mut values = vec![self.value(field, Op::Eq)?];
        loop {
            if self.eat(Token::CloseSet) {
                return Ok(values);
            }
            match self.peek() {
                None => return Err(Fault { at: open, kind: Kind::UnclosedSet }),
                Some(Token::Comma) => self.next += 1,
                // Wireshark takes values with spaces between them as well.
                Some(Token::Word(_) | Token::Quoted(_)) => {}
                Some(_) => return Err(self.fault(Kind::Unexpected)),
            }
            values.push(self.value(field, Op::Eq)?);
        }
    }

    fn value(&mut self, field: &'static Field, op: Op) -> Result<Value, Fault> {
        let place = self.place();
        let bytes = match self.peek() {
            Some(Token::Quoted(raw)) => {
                self.next += 1;
                Some(cook(raw))
            }
            Some(Token::Word(word)) => {
                self.next += 1;
                match field.shape {
                    Shape::Bytes if word.starts_with(HEX) => self.bytes(word),
                    Shape::Bytes => Some(pairs(word).unwrap_or_else(|| word.into())),
                    Shape::Choice(_)
                    | Shape::Count
                    | Shape::Errno
                    | Shape::Ipv4
                    | Shape::Ipv6
                    | Shape::Mac
                    | Shape::Mark
                    | Shape::Seconds
                    | Shape::Socket => Some(word.into()),
                }
            }
            _ => return Err(self.fault(Kind::MissingValue)),
        };
        let part = op == Op::Contains && field.shape == Shape::Errno;
        let value = bytes.and_then(|bytes| match String::from_utf8(bytes) {
            Ok(word) if part => Some(Value::Word(word)),
            Ok(word) => Value::parse(field.shape, word.as_bytes()),
            Err(error) => Value::parse(field.shape, error.as_bytes()),
        });
        let at = place.start..self.behind();
        value.ok_or(Fault { at, kind: Kind::WrongValue { field } })
    }

    /// What stands behind `matches`; like Wireshark's it takes small and capital letters as equal.
    fn pattern(&mut self) -> Result<Pattern, Fault> {
        let (pattern, source, fold) = match self.peek() {
            Some(Token::Quoted(raw)) => {
                let pattern = raw.replace("\\\"", "\"");
                (pattern, format!("\"{raw}\""), true)
            }
            Some(Token::Word(word)) => (word.to_owned(), format!("\"{word}\""), true),
            Some(Token::Regex { pattern, fold }) => {
                let source = format!("/{pattern}/{}", if fold { "i" } else { "" });
                (pattern.to_owned(), source, fold)
            }
            _ => return Err(self.fault(Kind::MissingValue)),
        };
        self.one_more_regex(&self.place())?;
        let flags = if fold { "(?i)" } else { "" };
        let Some(regex) = (self.compile)(&format!("{flags}{pattern}")) else {
            return Err(self.fault(Kind::BadRegex));
        };
        self.next += 1;
        Ok(Pattern { source, regex })
    }

    fn quotation(&self, bytes: &[u8]) -> Option<Node> {
        let text = (!bytes.is_empty()).then(|| Text::plain(bytes, self.compile));
        text.flatten().map(Node::Text)
    }

    fn one_more_regex(&mut self, place: &Range<usize>) -> Result<(), Fault> {
        self.regexes += 1;
        let many = Filter::MOST_REGEXES < self.regexes;
        if many { Err(Fault { at: place.clone(), kind: Kind::TooManyRegexes }) } else { Ok(()) }
    }

    fn deeper(&mut self) -> Result<(), Fault> {
        self.depth += 1;
        if Filter::DEEPEST < self.depth { Err(self.fault(Kind::TooDeep)) } else { Ok(()) }
    }

    fn peek(&self) -> Option<Token<'a>> {
        self.pieces.get(self.next).map(|piece| piece.token)
    }

    fn eat(&mut self, token: Token<'a>) -> bool {
        let found = self.peek() == Some(token);
        self.next += usize::from(found);
        found
    }

    fn operator(&self) -> Option<Op> {
        let token = self.peek()?;
        if let Token::Compare(op) = token {
            return Some(op);
        }
        if let Token::Word(word) = token { Op::word(word) } else { None }
    }

    fn begins_term(&self) -> bool {
        let term = |token| {
            matches!(
                token,
                Token::Not | Token::Open | Token::Quoted(_) | Token::Regex { .. } | Token::Word(_)
            )
        };
        self.peek().is_some_and(term)
    }

    /// Where the next token is; at the end where there is none.
    fn place(&self) -> Range<usize> {
        self.pieces.get(self.next).map_or(self.end..self.end, |piece| piece.at.clone())
    }

    /// The end of what was read last.
    fn behind(&self) -> usize {
        let last = self.next.checked_sub(1).and_then(|last| self.pieces.get(last));
        last.map_or(0, |piece| piece.at.end)
    }

    fn fault(&self, kind: Kind) -> Fault {
        Fault { at: self.place(), kind }
    }
}

fn join(mut parts: Vec<Node>, by: fn(Vec<Node>) -> Node) -> Node {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            parts.extend(last);
            by(parts)
        }
    }
}

fn is_text(node: &Node) -> bool {
    match node {
        Node::Text(_) => true,
        Node::Field(_, Check::Compare(Op::Contains, _)) => true,
        Node::Not(inside) => is_text(inside),
        Node::All(_) | Node::Any(_) | Node::Field(..) => false,
    }
}
