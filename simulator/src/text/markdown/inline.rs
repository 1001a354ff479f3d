//! Markup within lines: escapes, code, links, mentions, styles.

use super::{Mention, Node, Scope, Style, Taken, read};

/// Shown whole by clients, although its backslash would be an escape.
const SHRUG: &str = r"¯\_(ツ)_/¯";

/// The markup at the head of a text, if there is any. The order is the clients': what is code is never a style.
pub(super) fn take(rest: &str, scope: Scope) -> Option<Taken> {
    match rest.chars().next()? {
        '\\' if !scope.label => escape(rest),
        '¯' => rest.starts_with(SHRUG).then(|| Taken { node: Node::Text(SHRUG.into()), bytes: SHRUG.len() }),
        '`' => code_block(rest).or_else(|| code(rest)),
        '<' => angle(rest),
        '@' => everyone(rest),
        '[' if !scope.label => link(rest, scope),
        'h' | 'H' if !scope.label => url(rest),
        '*' | '_' | '~' | '|' => styled(rest, scope),
        _ => None,
    }
}

fn escape(rest: &str) -> Option<Taken> {
    let next = rest[1..].chars().next()?;
    let meaning = !next.is_ascii_alphanumeric() && !next.is_whitespace();
    meaning.then(|| Taken { node: Node::Text(next.into()), bytes: 1 + next.len_utf8() })
}

fn code_block(rest: &str) -> Option<Taken> {
    let body = rest.strip_prefix("```")?;
    let end = body.char_indices().skip(1).find(|(at, _)| body[*at..].starts_with("```"))?.0;
    let named =
        body[..end].split_once('\n').filter(|(name, code)| is_language(name) && !code.trim().is_empty());
    let (language, code) = named.map_or((None, &body[..end]), |(name, code)| (Some(name.to_owned()), code));
    let code = code.trim_matches('\n').to_owned();
    let bytes = 3 + end + 3;
    // The block stands on lines of its own, so the line break behind it is not another empty line.
    let bytes = bytes + usize::from(rest[bytes..].starts_with('\n'));
    (!code.is_empty()).then_some(Taken { node: Node::CodeBlock { language, code }, bytes })
}

fn is_language(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_+-.#".contains(c))
}

fn code(rest: &str) -> Option<Taken> {
    let most = rest.len() - rest.trim_start_matches('`').len();
    (1..=most).rev().find_map(|ticks| {
        let body = &rest[ticks..];
        let fence = &rest[..ticks];
        let closes = |at: usize| {
            body[at..].starts_with(fence)
                && !body[at + ticks..].starts_with('`')
                && !body[..at].ends_with('`')
        };
        let end = body.match_indices('`').map(|(at, _)| at).find(|at| *at > 0 && closes(*at))?;
        Some(Taken { node: Node::Code(body[..end].to_owned()), bytes: ticks + end + ticks })
    })
}

/// Everything between angle brackets: addresses, mentions, moments, emoji.
fn angle(rest: &str) -> Option<Taken> {
    let end = rest.find('>')?;
    let inner = &rest[1..end];
    let node =
        mention(inner).or_else(|| timestamp(inner)).or_else(|| emoji(inner)).or_else(|| bracketed(inner))?;
    Some(Taken { node, bytes: end + 1 })
}

fn bracketed(inner: &str) -> Option<Node> {
    let (scheme, path) = inner.split_once(":/")?;
    let written = !scheme.is_empty() && !path.is_empty() && !inner.contains(char::is_whitespace);
    (written && !scheme.contains(':')).then(|| Node::Url(inner.to_owned()))
}

fn mention(inner: &str) -> Option<Node> {
    let id =
        |text: &str| (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.to_owned());
    let found = if let Some(role) = inner.strip_prefix("@&") {
        Mention::Role(id(role)?)
    } else if let Some(user) = inner.strip_prefix("@!").or_else(|| inner.strip_prefix('@')) {
        Mention::User(id(user)?)
    } else if let Some(channel) = inner.strip_prefix('#') {
        Mention::Channel(id(channel)?)
    } else {
        let (name, number) = inner.strip_prefix('/')?.rsplit_once(':')?;
        id(number)?;
        Mention::Command(name.to_owned())
    };
    Some(Node::Mention(found))
}

fn timestamp(inner: &str) -> Option<Node> {
    let (seconds, form) = match inner.strip_prefix("t:")?.split_once(':') {
        Some((seconds, form)) => (seconds, form),
        None => (&inner[2..], "f"),
    };
    let form = form.chars().next().filter(|letter| form.len() == 1 && "tTdDfFsSR".contains(*letter))?;
    Some(Node::Timestamp(seconds.parse().ok()?, form))
}

fn emoji(inner: &str) -> Option<Node> {
    let (name, id) = inner.strip_prefix("a:").or_else(|| inner.strip_prefix(':'))?.split_once(':')?;
    let word = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let number = !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
    (word && number).then(|| Node::Emoji(name.to_owned()))
}

fn everyone(rest: &str) -> Option<Taken> {
    [("@everyone", Mention::Everyone), ("@here", Mention::Here)]
        .into_iter()
        .find(|(word, _)| rest.starts_with(word))
        .map(|(word, mention)| Taken { node: Node::Mention(mention), bytes: word.len() })
}

fn url(rest: &str) -> Option<Taken> {
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| rest.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)))?;
    let end = rest.find(|c: char| c.is_whitespace() || c == '<').unwrap_or(rest.len());
    let mut address = &rest[..end];
    loop {
        let shorter = address.trim_end_matches(['.', ',', ':', ';', '"', '\'', ']']);
        let unbalanced =
            shorter.ends_with(')') && shorter.matches(')').count() > shorter.matches('(').count();
        let shorter = if unbalanced { &shorter[..shorter.len() - 1] } else { shorter };
        if shorter.len() == address.len() {
            break;
        }
        address = shorter;
    }
    (address.len() > scheme.len())
        .then(|| Taken { node: Node::Url(address.to_owned()), bytes: address.len() })
}

fn link(rest: &str, scope: Scope) -> Option<Taken> {
    let end = closing_bracket(rest)?;
    let label = &rest[1..end];
    let target = rest[end + 1..].strip_prefix('(')?;
    let (url, bytes) = target_of(target)?;
    let known = ["http://", "https://", "discord://"].iter().any(|scheme| url.starts_with(scheme));
    let inner = Scope { label: true, ..scope.inline() };
    let node = || Node::Link { label: read(label, inner), url: url.to_owned() };
    (known && !label.trim().is_empty()).then(|| Taken { node: node(), bytes: end + 2 + bytes })
}

fn closing_bracket(rest: &str) -> Option<usize> {
    let mut open = 0_usize;
    let mut skip = false;
    for (at, sign) in rest.char_indices() {
        match sign {
            _ if skip => skip = false,
            '\\' => skip = true,
            '[' => open += 1,
            ']' if open == 1 => return Some(at),
            ']' => open -= 1,
            _ => {}
        }
    }
    None
}

/// The address behind `(` and the bytes up to and including `)`, a quoted title in between being dropped.
fn target_of(target: &str) -> Option<(&str, usize)> {
    let start = target.len() - target.trim_start().len();
    let (url, after) = if let Some(inner) = target[start..].strip_prefix('<') {
        let end = inner.find('>')?;
        (&inner[..end], start + end + 2)
    } else {
        let end = start + bare_end(&target[start..])?;
        (&target[start..end], end)
    };
    let tail = target[after..].trim_start();
    let tail = match tail.chars().next()? {
        quote @ ('"' | '\'') => tail[1..].split_once(quote)?.1.trim_start(),
        _ => tail,
    };
    tail.starts_with(')').then(|| (url, target.len() - tail.len() + 1))
}

/// Where an address without brackets ends: at white space or at the parenthesis that it did not open.
fn bare_end(address: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (at, sign) in address.char_indices() {
        match sign {
            '(' => open += 1,
            ')' if open == 0 => return Some(at),
            ')' => open -= 1,
            _ if sign.is_whitespace() => return Some(at),
            _ => {}
        }
    }
    None
}

fn styled(rest: &str, scope: Scope) -> Option<Taken> {
    [Style::Bold, Style::Underline, Style::Strike, Style::Spoiler]
        .into_iter()
        .find_map(|style| doubled(rest, style, scope))
        .or_else(|| italic(rest, scope))
}

fn doubled(rest: &str, style: Style, scope: Scope) -> Option<Taken> {
    let body = rest.strip_prefix(style.sign())?;
    // What may not follow the closing sign, as in the clients' patterns.
    let never = match style {
        Style::Bold => "*",
        Style::Underline | Style::Strike => "_",
        Style::Italic | Style::Spoiler => "\0",
    };
    let escapes = matches!(style, Style::Bold | Style::Underline);
    let end = unescaped(body, escapes)
        .find(|at| *at > 0 && body[*at..].starts_with(style.sign()) && !body[*at + 2..].starts_with(never))?;
    let node = Node::Styled(style, read(&body[..end], scope.inline()));
    Some(Taken { node, bytes: end + 4 })
}

fn italic(rest: &str, scope: Scope) -> Option<Taken> {
    let sign = rest.chars().next().filter(|sign| matches!(sign, '*' | '_'))?;
    let body = &rest[1..];
    let end = if sign == '*' { star_end(body) } else { underscore_end(body) }?;
    let node = Node::Styled(Style::Italic, read(&body[..end], scope.inline()));
    Some(Taken { node, bytes: end + 2 })
}

/// A star closes behind a non-blank; two in a row belong to something bold.
fn star_end(body: &str) -> Option<usize> {
    if body.starts_with(char::is_whitespace) {
        return None;
    }
    single(body, '*').find(|at| !body[..*at].ends_with(char::is_whitespace))
}

/// An underscore closes before anything but a letter, so names in `snake_case` stay whole.
fn underscore_end(body: &str) -> Option<usize> {
    single(body, '_').find(|at| !body[*at + 1..].starts_with(|c: char| c.is_ascii_alphanumeric()))
}

/// Where `sign` stands alone, not at the start and not escaped.
fn single(body: &str, sign: char) -> impl Iterator<Item = usize> {
    let mut pair_until = 0;
    unescaped(body, true).filter(move |at| {
        if *at < pair_until || !body[*at..].starts_with(sign) {
            return false;
        }
        if body[*at + 1..].starts_with(sign) {
            pair_until = *at + 2;
            return false;
        }
        *at > 0
    })
}

/// Every position in a text but those behind a backslash, if `escapes` count.
fn unescaped(body: &str, escapes: bool) -> impl Iterator<Item = usize> {
    let mut skip = false;
    body.char_indices().filter_map(move |(at, sign)| {
        let escaped = skip;
        skip = escapes && sign == '\\' && !escaped;
        (!escaped).then_some(at)
    })
}
