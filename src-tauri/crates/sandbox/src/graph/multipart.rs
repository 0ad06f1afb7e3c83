//! Reading a multipart form: a few fields and at most one file.

use axum::body::Bytes;

/// A part that has a file name: its content type and bytes.
pub(super) type FilePart = (String, Bytes);

/// The parts of a form.
#[derive(Debug, Default)]
pub(super) struct Form {
    pub(super) fields: Vec<(String, String)>,
    pub(super) file: Option<FilePart>,
}

/// The boundary that a content type names.
pub(super) fn boundary(content_type: &str) -> Option<&str> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let named = parameters.split(';').find_map(|p| p.trim().strip_prefix("boundary="))?;
    Some(named.trim_matches('"'))
}

/// Takes a body apart; what is malformed is left out.
pub(super) fn read(body: &Bytes, boundary: &str) -> Form {
    let delimiter = format!("--{boundary}");
    let mut form = Form::default();
    let mut starts = positions(body, delimiter.as_bytes());
    let Some(mut from) = starts.next() else { return form };
    for to in starts {
        let part = body.slice(from + delimiter.len()..to);
        take(&mut form, &part);
        from = to;
    }
    form
}

fn take(form: &mut Form, part: &Bytes) {
    let Some(head_end) = positions(part, b"\r\n\r\n").next() else { return };
    let head = String::from_utf8_lossy(&part[..head_end]).into_owned();
    let content = part.slice(head_end + 4..part.len().saturating_sub(2).max(head_end + 4));
    let Some(name) = parameter(&head, "name") else { return };
    if parameter(&head, "filename").is_some() {
        let kind = head
            .lines()
            .find_map(|line| line.split_once(':').filter(|(n, _)| n.eq_ignore_ascii_case("content-type")))
            .map_or("application/octet-stream", |(_, value)| value.trim());
        form.file = Some((kind.to_owned(), content));
    } else {
        form.fields.push((name, String::from_utf8_lossy(&content).into_owned()));
    }
}

/// A parameter of the part's disposition, in quotes or without (RFC 2183, section 2).
fn parameter(head: &str, name: &str) -> Option<String> {
    let disposition = head.lines().find_map(|line| {
        let (header, value) = line.split_once(':')?;
        header.trim().eq_ignore_ascii_case("content-disposition").then_some(value)
    })?;
    let mut rest = disposition;
    loop {
        (_, rest) = rest.split_once(';')?;
        let (named, value) = rest.split_once('=')?;
        let value = value.trim_start();
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => value.split_at(value.find(';').unwrap_or(value.len())),
        };
        if named.trim().eq_ignore_ascii_case(name) {
            return Some(value.trim_end().to_owned());
        }
        rest = after;
    }
}

fn positions<'a>(hay: &'a [u8], needle: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    hay.windows(needle.len()).enumerate().filter(move |(_, window)| *window == needle).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_a_file() {
        let content_type = "multipart/form-data; boundary=\"x-1\"";
        let body = "--x-1\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\n{}\r\n--x-1\r\n\
                    Content-Disposition: form-data; name=\"filedata\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\
                    \r\n\x01\r\n\x02\r\n--x-1--\r\n";
        let form = read(&Bytes::from(body), boundary(content_type).unwrap());
        assert_eq!(form.fields, [("message".to_owned(), "{}".to_owned())]);
        assert_eq!(form.file, Some(("image/png".to_owned(), Bytes::from_static(b"\x01\r\n\x02"))));
        assert_eq!(boundary("application/json"), None);
    }

    #[test]
    fn names_need_no_quotes() {
        let body = "--x\r\ncontent-disposition:form-data;name=message\r\n\r\n{}\r\n--x\r\n\
                    Content-Disposition: form-data; filename=\"a; name=b.png\"; name=filedata\r\n\r\n\x01\r\n\
                    --x\r\nContent-Disposition: form-data; name = platform ; x=y\r\n\r\ninstagram\r\n--x--\r\n";
        let form = read(&Bytes::from(body), "x");
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(form.fields, [field("message", "{}"), field("platform", "instagram")]);
        assert_eq!(form.file, Some(("application/octet-stream".to_owned(), Bytes::from_static(b"\x01"))));
    }
}
