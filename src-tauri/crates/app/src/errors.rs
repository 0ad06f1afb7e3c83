//! What went wrong below, as the UI receives it.

use api::view::Phase;
use api::{ApiError, ErrorCode};
use engine::ConnectError;
use graph::{ApiErrorKind, GraphError};
use store::StoreError;
use vault::VaultError;

/// An error of the database.
pub(crate) fn of_store(error: StoreError) -> ApiError {
    match error {
        StoreError::NotFound(_) => ApiError::new(ErrorCode::NotFound),
        StoreError::DiskFull => ApiError::new(ErrorCode::DiskFull),
        StoreError::Busy => ApiError::new(ErrorCode::StoreBusy),
        StoreError::Corrupt => ApiError::new(ErrorCode::StoreDamaged),
        StoreError::DispositionRequired => ApiError::new(ErrorCode::DispositionRequired),
        other => internal(&other),
    }
}

/// An error of the vault.
pub(crate) fn of_vault(error: VaultError) -> ApiError {
    match error {
        VaultError::Locked => ApiError::new(ErrorCode::KeychainLocked),
        VaultError::Denied => ApiError::new(ErrorCode::KeychainDenied),
        VaultError::Absent => ApiError::new(ErrorCode::KeychainAbsent),
        VaultError::Hung => ApiError::with_detail(ErrorCode::KeychainLocked, "the keychain does not answer"),
        other => internal(&other),
    }
}

/// An error while connecting a handle.
pub(crate) fn of_connect(error: ConnectError) -> ApiError {
    match error {
        ConnectError::Graph(error) => of_graph(&error),
        ConnectError::Subscribe(error) => {
            let mut answer = of_graph(&error);
            // A refused subscription has a remedy of its own, unless the cause is plain.
            if matches!(answer.code, ErrorCode::Internal | ErrorCode::TokenOtherKind) {
                answer.code = ErrorCode::SubscribeFailed;
            }
            answer
        }
        ConnectError::NotSubscribed => ApiError::new(ErrorCode::SubscribeFailed),
        ConnectError::Vault(error) => of_vault(error),
        ConnectError::Store(error) => of_store(error),
    }
}

/// An error of Instagram, or of the way to it.
pub(crate) fn of_graph(error: &GraphError) -> ApiError {
    let GraphError::Api(refusal) = error else {
        let code = match error.trouble() {
            Some(domain::handle::Trouble::Offline) => ErrorCode::Offline,
            _ => ErrorCode::InstagramUnavailable,
        };
        return ApiError::with_detail(code, error.to_string());
    };
    let code = match refusal.kind {
        ApiErrorKind::TokenRevoked | ApiErrorKind::TokenExpired | ApiErrorKind::Checkpoint => {
            ErrorCode::TokenRefused
        }
        ApiErrorKind::WrongPairing => ErrorCode::TokenOtherKind,
        ApiErrorKind::PageNotLinked => ErrorCode::PageNotLinked,
        ApiErrorKind::PermissionMissing | ApiErrorKind::PageRoleMissing => ErrorCode::PermissionMissing,
        ApiErrorKind::NotApproved => ErrorCode::NotApproved,
        ApiErrorKind::NotEligible => ErrorCode::NotEligible,
        ApiErrorKind::SendRestricted => ErrorCode::Restricted,
        ApiErrorKind::AccessOff => ErrorCode::AccessOff,
        ApiErrorKind::Throttled
        | ApiErrorKind::AppThrottled
        | ApiErrorKind::TooUneven
        | ApiErrorKind::AppLimit => ErrorCode::RateLimited,
        ApiErrorKind::Unavailable
        | ApiErrorKind::UnknownToInstagram
        | ApiErrorKind::MaybeSent
        | ApiErrorKind::TooMuch => ErrorCode::InstagramUnavailable,
        _ => ErrorCode::Internal,
    };
    ApiError::with_detail(code, refusal.to_string())
}

/// Why the person's own inbox is closed, to who wants something of it.
pub(crate) fn of_phase(phase: Phase) -> ApiError {
    match phase {
        Phase::KeychainDenied => ApiError::new(ErrorCode::KeychainDenied),
        Phase::KeychainAbsent | Phase::PassphraseNew => ApiError::new(ErrorCode::KeychainAbsent),
        Phase::DiskFull => ApiError::new(ErrorCode::DiskFull),
        Phase::StoreBusy => ApiError::new(ErrorCode::StoreBusy),
        Phase::KeychainLocked | Phase::KeychainHung | Phase::PassphraseNeeded => {
            ApiError::new(ErrorCode::KeychainLocked)
        }
        Phase::KeyMissing
        | Phase::KeyChanged
        | Phase::StoreInUse
        | Phase::StoreNewer
        | Phase::StoreLost
        | Phase::StoreUnreachable
        | Phase::StoreBroken
        | Phase::StoreUnreadable
        | Phase::StoreRepairing => {
            ApiError::with_detail(ErrorCode::Internal, "the inbox is closed; leave the demo to see why")
        }
        Phase::Welcome | Phase::Ready => ApiError::new(ErrorCode::NotFound),
    }
}

/// A fault of ours: the log has it under the trace id. What it says about data stays out of both.
pub(crate) fn internal(error: &(dyn std::error::Error + 'static)) -> ApiError {
    let trace = uuid::Uuid::new_v4().simple().to_string();
    tracing::error!(trace, %error, "a command failed");
    ApiError { code: ErrorCode::Internal, detail: None, trace: Some(trace) }
}

/// A request that the UI should never make.
pub(crate) fn invalid(what: &'static str) -> ApiError {
    ApiError::with_detail(ErrorCode::Invalid, what)
}

/// What is asked for is not there.
pub(crate) fn not_found() -> ApiError {
    ApiError::new(ErrorCode::NotFound)
}
