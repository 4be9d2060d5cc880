//! What users are told, by what they wanted.

use alembic_revision::{Direction, Purpose, Revision, RevisionError, RevisionMap, RevisionWarning};

fn purposes() -> [Purpose; 6] {
    let destination = || "dest".to_owned();
    [
        Purpose::Lookup,
        Purpose::Range {
            start: "low".to_owned(),
            end: "high".to_owned(),
        },
        Purpose::Move {
            destination: destination(),
            direction: Direction::Upgrade,
        },
        Purpose::Move {
            destination: destination(),
            direction: Direction::Downgrade,
        },
        Purpose::Stamp,
        Purpose::CurrentHead,
    ]
}

fn told(error: &RevisionError, purpose: &Purpose) -> String {
    error.clone().for_user(purpose).to_string()
}

#[test]
fn several_heads_are_explained_by_purpose() {
    let error = RevisionError::MultipleHeads {
        argument: "x@head".to_owned(),
        heads: vec!["a".to_owned(), "b".to_owned()],
    };
    assert_eq!(
        error.to_string(),
        "Multiple heads are present for given argument 'x@head'; a, b"
    );
    let argument = |text: &str| {
        format!(
            "Multiple head revisions are present for given argument '{text}'; please specify a \
             specific target revision, '<branchname>@{text}' to narrow to a specific head, or \
             'heads' for all heads"
        )
    };
    let expected = [
        argument("x@head"),
        argument("high"),
        argument("dest"),
        argument("dest"),
        "Multiple heads are present; please specify a single target revision".to_owned(),
        "The script directory has multiple heads (due to branching).Please use get_heads(), or \
         merge the branches using alembic merge."
            .to_owned(),
    ];
    for (purpose, expected) in purposes().iter().zip(expected) {
        assert_eq!(told(&error, purpose), expected);
    }
    assert_eq!(
        told(&error, &Purpose::NewRevision),
        "Multiple heads are present; please specify the head revision on which the new revision \
         should be based, or perform a merge."
    );
}

#[test]
fn ends_that_do_not_fit_are_explained_by_purpose() {
    let error = RevisionError::NotAnAncestor {
        lower: "l".to_owned(),
        upper: "('u',)".to_owned(),
    };
    let range = |start: &str, end: &str| {
        format!(
            "Requested range {start}:{end} does not refer to ancestor/descendant revisions along \
             the same branch"
        )
    };
    let target = |direction: &str| {
        format!("Destination dest is not a valid {direction} target from current head(s)")
    };
    let expected = [
        range("l", "('u',)"),
        range("low", "high"),
        target("upgrade"),
        target("downgrade"),
        range("l", "('u',)"),
        range("l", "('u',)"),
    ];
    for (purpose, expected) in purposes().iter().zip(expected) {
        assert_eq!(told(&error, purpose), expected);
    }
}

#[test]
fn names_that_lead_nowhere_are_repeated() {
    let argument = "abc".to_owned();
    let errors = [
        RevisionError::NoSuchRevision {
            argument: argument.clone(),
        },
        RevisionError::NoSuchBranch {
            branch: argument.clone(),
        },
        RevisionError::AmbiguousRevision {
            argument: argument.clone(),
            candidates: Vec::new(),
        },
        RevisionError::NotInBranch {
            revision: "abcdef".to_owned(),
            branch: "x".to_owned(),
            argument,
        },
    ];
    for error in errors {
        for purpose in purposes() {
            let told = error.clone().for_user(&purpose);
            assert_eq!(
                told.to_string(),
                "Can't locate revision identified by 'abc'"
            );
            let source = std::error::Error::source(&told).expect("the cause is kept");
            assert_eq!(source.to_string(), error.to_string());
        }
    }
}

#[test]
fn other_errors_stay_as_they_are() {
    for error in [RevisionError::AmbiguousWalk, RevisionError::WalkedTooFar] {
        assert_eq!(error.clone().for_user(&Purpose::Stamp), error);
    }
}

#[test]
fn a_revision_that_cannot_be_added_leaves_the_map_as_it_was() {
    let revision = |name: &str, down: &[&str]| {
        let down = down.iter().map(|&down| down.to_owned()).collect();
        Revision::new(name, down, Vec::new(), Vec::new()).expect("the revision is legal")
    };
    let mut warnings = Vec::new();
    let mut map = RevisionMap::new(vec![revision("a", &[])], &mut warnings).expect("builds");
    map.add_revision(revision("b", &["a"]), &mut warnings)
        .expect("fits");
    assert_eq!((map.heads(), map.base()), (vec!["b"], Ok(Some("a"))));

    let error = map
        .add_revision(revision("c", &["x"]), &mut warnings)
        .expect_err("does not fit");
    assert_eq!(
        error.to_string(),
        "Can't locate revision 'x', which revision 'c' names as its down_revision"
    );
    assert_eq!(map.heads(), ["b"]);
    map.add_revision(revision("c", &[]), &mut warnings)
        .expect("fits");
    assert_eq!(
        map.base().expect_err("there are two").to_string(),
        "The script directory has multiple bases. Please use get_bases()."
    );
    let referenced_from = "x -> c (head), ".to_owned();
    let expected = [RevisionWarning::ReferencedNotPresent {
        missing: "x".to_owned(),
        referenced_from,
    }];
    assert_eq!(warnings, expected);
}
