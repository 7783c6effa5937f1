use url::Url;

use super::*;
use crate::drive::{embedded::document::Touched, wire::Response};

fn document(html: &str) -> Document {
    let response = Response {
        status: 200,
        headers: vec![("content-type".into(), "text/html".into())],
        body: html.as_bytes().to_vec(),
    };
    Document::read(Url::parse("http://h/dir/page?q=1#f").unwrap(), response)
}

/// What the first form sends, submitted by the control with the id `by` if there is one.
fn sent(html: &str) -> String {
    let document = document(html);
    let form = document.tagged(&["form"]).next().unwrap();
    query(&of(&document, form, document.by_id("by")))
}

#[test]
fn entry_lists() {
    for (html, expected) in [
        (
            "<form><input name=a value=1><input name=b value='x y&z'>",
            "a=1&b=x+y%26z",
        ),
        ("<form><input value=1><input name='' value=1>", ""),
        (
            "<form><input type=hidden name=a value=1><input type=password name=p>",
            "a=1&p=",
        ),
        (
            "<form><input name=a value=1 disabled><fieldset disabled><input name=b></fieldset>",
            "",
        ),
        (
            "<form><fieldset disabled><legend><input name=a value=1></legend></fieldset>",
            "a=1",
        ),
        (
            "<form><input type=checkbox name=a><input type=checkbox name=b checked>\
             <input type=checkbox name=c value=yes checked>",
            "b=on&c=yes",
        ),
        (
            "<form><input type=radio name=a value=1><input type=radio name=a value=2 checked>",
            "a=2",
        ),
        (
            "<form><select name=a><option>One<option value=2>Two</select>",
            "a=One",
        ),
        (
            "<form><select name=a><option disabled>No<option value=2>Two</select>",
            "a=2",
        ),
        (
            "<form><select name=a><option>One<option value=2 selected>Two</select>",
            "a=2",
        ),
        (
            "<form><select name=a multiple><option>One<option value=2>Two</select>",
            "",
        ),
        (
            "<form><select name=a multiple><option selected>One<option selected>Two</select>",
            "a=One&a=Two",
        ),
        (
            "<form><textarea name=a>\nline\nnext</textarea>",
            "a=line%0D%0Anext",
        ),
        (
            "<form><button name=a value=1>A</button><button id=by name=b value=2>B</button>",
            "b=2",
        ),
        (
            "<form><input type=submit id=by name=go><input name=a value=1>",
            "go=&a=1",
        ),
        (
            "<form><input type=submit name=go value=Go><input name=a value=1>",
            "a=1",
        ),
        (
            "<form><button type=button name=a value=1>A</button><input type=reset name=b>",
            "",
        ),
        ("<form><input type=image id=by name=i src=x>", "i.x=0&i.y=0"),
        (
            "<form><input type=hidden name=_charset_>",
            "_charset_=UTF-8",
        ),
        ("<form><input type=file name=f>", "f="),
        ("<form id=f></form><input form=f name=a value=1>", "a=1"),
        (
            "<form id=f><input form=g name=a value=1></form><form id=g></form>",
            "",
        ),
        ("<form><datalist><input name=a value=1></datalist>", ""),
    ] {
        assert_eq!(sent(html), expected, "{html}");
    }
}

#[test]
fn what_the_user_did_is_what_is_sent() {
    let mut document = document(
        "<form><input name=a value=1><input type=checkbox name=b><input type=checkbox name=c checked>",
    );
    let ids: Vec<_> = document
        .tagged(&["input"])
        .map(|input| input.id())
        .collect();
    document.touched.insert(ids[0], Touched::Text("new".into()));
    document.touched.insert(ids[1], Touched::Checked(true));
    document.touched.insert(ids[2], Touched::Checked(false));
    let form = document.tagged(&["form"]).next().unwrap();
    assert_eq!(query(&of(&document, form, None)), "a=new&b=on");
}

#[test]
fn encodings() {
    let entries = vec![
        ("a \"b\"".to_owned(), "1\n2".to_owned()),
        ("c".to_owned(), "é".to_owned()),
    ];
    for encoding in [Encoding::UrlEncoded, Encoding::Plain, Encoding::Multipart] {
        let (kind, body) = body(&entries, encoding);
        insta::assert_debug_snapshot!(format!("{encoding:?}"), (kind, String::from_utf8(body)));
    }
}

#[test]
fn a_boundary_is_in_no_value() {
    let entries = vec![("a".to_owned(), "----HarnessFormBoundary00000000".to_owned())];
    assert_eq!(boundary(&entries), "----HarnessFormBoundary00000001");
}

#[test]
fn destinations() {
    use form::{Destination, destination};
    for (html, expected, post, encoding) in [
        (
            "<form>",
            "http://h/dir/page?q=1",
            false,
            Encoding::UrlEncoded,
        ),
        (
            "<form action=x method=POST>",
            "http://h/dir/x",
            true,
            Encoding::UrlEncoded,
        ),
        (
            "<base href='/base/'><form action=x>",
            "http://h/base/x",
            false,
            Encoding::UrlEncoded,
        ),
        (
            "<form action=/x#y>",
            "http://h/x",
            false,
            Encoding::UrlEncoded,
        ),
        (
            "<form method=dialog>",
            "http://h/dir/page?q=1",
            false,
            Encoding::UrlEncoded,
        ),
        (
            "<form action=/x><button id=by formaction=/y formmethod=post formenctype=text/plain>",
            "http://h/y",
            true,
            Encoding::Plain,
        ),
        (
            "<form enctype=multipart/form-data method=post action=http://other/>",
            "http://other/",
            true,
            Encoding::Multipart,
        ),
    ] {
        let document = document(html);
        let form = document.tagged(&["form"]).next().unwrap();
        let expected = Destination {
            url: Url::parse(expected).unwrap(),
            post,
            encoding,
        };
        assert_eq!(
            destination(&document, form, document.by_id("by")),
            Ok(expected),
            "{html}"
        );
    }
}
