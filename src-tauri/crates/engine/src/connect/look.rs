//! What a pasted token opens. Its first letters are a convention, so the API is asked
//! (instagram-platform, sections 1.1 and 2).

use domain::handle::Flavour;
use graph::{ApiErrorKind, GraphError, Page};
use secrecy::SecretString;

use super::{ConnectError, Found, find, probe};

/// Pages asked for at most: a person with more chooses among these.
const MOST_PAGES: usize = 500;
/// Calls that are made for them. A list that is empty and goes on may go on for ever, and a person waits for it.
const MOST_CALLS: usize = 50;

/// A handle that a token opens, or a Page that cannot be used.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The Page's name, with Facebook Login.
    pub page_name: Option<String>,
    /// The handle, when an account is linked to the Page. Whether it can be read was tried where it is the only one.
    pub found: Option<Found>,
    /// What keeps it from being used.
    pub problem: Option<PageProblem>,
    /// The token for it: the one that was pasted, or the Page's own.
    pub token: SecretString,
}

/// What keeps a Page from being used (instagram-platform, section 2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PageProblem {
    /// No Instagram account is linked to it.
    NotLinked,
    /// The person may not manage its messages, or is given no token for it.
    TaskMissing,
}

/// Asks whose token it is: first the API that it looks made for, then the other. A token of Instagram Login opens one
/// handle, a Page's the one linked to it, and a person's of Facebook those of all their Pages. Never empty.
///
/// # Errors
/// What the first API said, when neither knows the token; or what the way to them said.
pub async fn look(
    client: &graph::Client,
    token: &SecretString,
    looks_like: Option<Flavour>,
) -> Result<Vec<Candidate>, ConnectError> {
    let order = match looks_like {
        Some(Flavour::FacebookLogin) => [Flavour::FacebookLogin, Flavour::InstagramLogin],
        _ => [Flavour::InstagramLogin, Flavour::FacebookLogin],
    };
    let mut first = None;
    for flavour in order {
        let answer = match flavour {
            Flavour::InstagramLogin => instagram(client, token).await,
            Flavour::FacebookLogin => facebook(client, token).await,
        };
        match answer {
            Ok(candidates) if !candidates.is_empty() => return Ok(candidates),
            Ok(_) => {}
            Err(ConnectError::Graph(error)) if is_about_the_token(&error) => {
                first.get_or_insert(error);
            }
            Err(error) => return Err(error),
        }
    }
    Err(first.unwrap_or(GraphError::Unreadable).into())
}

/// Whether the other API might know the token. A network that is down, or Instagram's own trouble, says nothing of it.
fn is_about_the_token(error: &GraphError) -> bool {
    match error {
        GraphError::Unreadable => true,
        GraphError::Api(error) => matches!(
            error.kind,
            ApiErrorKind::TokenRevoked
                | ApiErrorKind::WrongPairing
                | ApiErrorKind::BadParameter
                | ApiErrorKind::NotFound
                | ApiErrorKind::BadQuery
                | ApiErrorKind::Unlisted
        ),
        _ => false,
    }
}

async fn instagram(client: &graph::Client, token: &SecretString) -> Result<Vec<Candidate>, ConnectError> {
    let found = find(client, token, Flavour::InstagramLogin).await?;
    Ok(vec![Candidate { page_name: None, found: Some(found), problem: None, token: token.clone() }])
}

async fn facebook(client: &graph::Client, token: &SecretString) -> Result<Vec<Candidate>, ConnectError> {
    let mut candidates = match pages_of_a_person(client, token).await {
        Ok(pages) if !pages.is_empty() => {
            pages.into_iter().map(|page| candidate(page, token)).collect::<Vec<_>>()
        }
        // A Page has no Pages: then the token is the Page's own, or the person has none.
        Ok(_) => vec![own_page(client, token).await?],
        Err(error) if is_about_the_token(&error) => vec![own_page(client, token).await?],
        Err(error) => return Err(error.into()),
    };
    if let [only] = candidates.as_mut_slice()
        && only.problem.is_none()
        && let Some(found) = only.found.take()
    {
        only.found = Some(probe(client, found, &only.token).await);
    }
    Ok(candidates)
}

async fn own_page(client: &graph::Client, token: &SecretString) -> Result<Candidate, GraphError> {
    let page = client.page(token, "me").await?.value;
    // Asked with its own token, a Page does not have to give it again.
    let page = Page { token: Some(token.clone()), ..page };
    Ok(candidate(page, token))
}

async fn pages_of_a_person(client: &graph::Client, token: &SecretString) -> Result<Vec<Page>, GraphError> {
    let (mut pages, mut after) = (Vec::new(), None);
    for _ in 0..MOST_CALLS {
        let list = client.pages(token, after.as_deref()).await?.value;
        pages.extend(list.pages);
        after = list.after;
        if after.is_none() || pages.len() >= MOST_PAGES {
            break;
        }
    }
    Ok(pages)
}

fn candidate(page: Page, pasted: &SecretString) -> Candidate {
    let problem = if page.handle.is_none() {
        Some(PageProblem::NotLinked)
    } else if !page.can_message() || page.token.is_none() {
        Some(PageProblem::TaskMissing)
    } else {
        None
    };
    let found = page.handle.map(|profile| Found {
        profile,
        flavour: Flavour::FacebookLogin,
        trouble: None,
        server_time: None,
        token_ends_at: None,
        early_access: false,
    });
    Candidate { page_name: page.name, found, problem, token: page.token.unwrap_or_else(|| pasted.clone()) }
}
