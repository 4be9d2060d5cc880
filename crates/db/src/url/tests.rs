use serde::Deserialize;

use super::{Url, UrlError};

/// What SQLAlchemy made of a URL, as `tests/data/record_urls.py` wrote it down.
#[derive(Deserialize)]
struct Recorded {
    text: Option<String>,
    error: Option<(String, String)>,
    parts: Option<Url>,
    #[serde(default)]
    shown: String,
    #[serde(default)]
    rendered: String,
    #[serde(default)]
    backend_name: String,
    #[serde(default)]
    driver_name: String,
}

#[test]
fn urls_are_read_and_written_as_sqlalchemy_does() {
    let cases: Vec<Recorded> =
        serde_json::from_str(include_str!("../../tests/data/urls.json")).unwrap();
    assert!(cases.len() > 80);
    for case in cases {
        let url = match (&case.text, &case.error) {
            (Some(text), Some((class, message))) => {
                let error = Url::parse(text).expect_err(text);
                assert_eq!(error.exception_name(), class, "{text}");
                assert_eq!(error.to_string(), *message, "{text}");
                continue;
            }
            (Some(text), None) => Url::parse(text).expect(text),
            (None, _) => case.parts.clone().unwrap(),
        };
        let text = case.text.unwrap_or_else(|| case.rendered.clone());
        assert_eq!(
            serde_json::to_value(&url).unwrap(),
            serde_json::to_value(&case.parts).unwrap()
        );
        assert_eq!(url.render_as_string(false), case.rendered, "{text}");
        assert_eq!(url.backend_name(), case.backend_name, "{text}");
        assert_eq!(url.driver_name(), case.driver_name, "{text}");
        // Only here more is hidden than SQLAlchemy hides: the rest of an unquoted password.
        if !url.host.as_ref().is_some_and(|host| host.contains('@')) {
            assert_eq!(url.to_string(), case.shown, "{text}");
        }
    }
}

#[test]
fn a_password_is_never_shown() {
    for text in [
        "postgresql://u:sesame@h/db",
        "postgresql://u:se@sesame@h/db",
        "postgresql://u:/sesame@h/db",
        "mysql+pymysql://u:sesame%40@h:1/db?charset=utf8",
    ] {
        let url = Url::parse(text).unwrap();
        for shown in [url.to_string(), format!("{url:?}"), format!("{url:#?}")] {
            assert!(shown.contains("***"), "{shown}");
            assert!(!shown.contains("sesame"), "{shown}");
        }
    }
    let error = Url::parse("postgresql://u:a@b:sesame@h/db").unwrap_err();
    assert_eq!(
        error.to_string(),
        "invalid literal for int() with base 10: '***@h'"
    );
    assert_eq!(
        error,
        UrlError::InvalidPort {
            text: "***@h".to_owned()
        }
    );
}

#[test]
fn a_url_without_options_may_leave_them_out() {
    let url: Url = serde_json::from_str(r#"{"drivername": "sqlite", "query": null}"#).unwrap();
    assert_eq!(url, Url::parse("sqlite://").unwrap());
}
