//! Answers before they become HTTP: a status, a body and what it claims to be.
//! Every sentence and every shape of a refusal is written here and nowhere else.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;
use serde_json::{Value, json};

use super::patch::Refusal;

const JSON: &str = "application/json";
const HTML: &str = "text/html; charset=UTF-8";

/// One whole answer.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) body: Vec<u8>,
    content_type: &'static str,
    retry_after: Option<u32>,
    allow: Option<&'static str>,
}

impl Reply {
    pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Self {
        Self {
            // Our own structs with text keys: serialising them has no way to fail.
            body: serde_json::to_vec(body).expect("plain data serialises"),
            ..Self::new(status, JSON)
        }
    }

    pub(super) fn ok(body: &impl Serialize) -> Self {
        Self::json(StatusCode::OK, body)
    }

    pub(super) fn html(status: StatusCode) -> Self {
        let reason = status.canonical_reason().unwrap_or("Error");
        let body = format!(
            "<!DOCTYPE html>\n<html><head><title>{reason}</title></head>\n<body><h1>{} {reason}</h1></body></html>\n",
            status.as_u16()
        );
        Self {
            body: body.into_bytes(),
            ..Self::new(status, HTML)
        }
    }

    /// JSON by its name, whatever it is in truth.
    pub(super) fn raw(status: StatusCode, body: Vec<u8>) -> Self {
        Self {
            body,
            ..Self::new(status, JSON)
        }
    }

    pub(super) fn wrong_method(allow: &'static str) -> Self {
        Self {
            allow: Some(allow),
            ..Self::failure(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed")
        }
    }

    pub(super) fn failure(status: StatusCode, message: &str) -> Self {
        Self::json(status, &json!({ "success": false, "message": message }))
    }

    pub(super) fn no_such_user() -> Self {
        Self::failure(StatusCode::NOT_FOUND, "User not found.")
    }

    pub(super) fn updated() -> Self {
        Self::ok(&json!({ "success": true, "message": "User updated successfully" }))
    }

    /// `success` is text here, as documented.
    pub(super) fn too_many(retry_after: Option<u32>) -> Self {
        let body = json!({ "success": "false", "message": "Too many requests." });
        Self {
            retry_after,
            ..Self::json(StatusCode::TOO_MANY_REQUESTS, &body)
        }
    }

    pub(super) fn invalid_query(parameter: &str) -> Self {
        Self::invalid(
            StatusCode::UNPROCESSABLE_ENTITY,
            "errors",
            &json!({ parameter: [format!("The {parameter} is invalid.")] }),
        )
    }

    fn invalid(status: StatusCode, key: &str, fields: &Value) -> Self {
        let message = "The given data was invalid.";
        Self::json(
            status,
            &json!({ "success": false, "message": message, key: fields }),
        )
    }

    fn new(status: StatusCode, content_type: &'static str) -> Self {
        Self {
            status,
            body: Vec::new(),
            content_type,
            retry_after: None,
            allow: None,
        }
    }
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotJson => {
                Self::failure(StatusCode::BAD_REQUEST, "The body is not valid JSON.")
            }
            Refusal::NotObject => Self::failure(
                StatusCode::UNPROCESSABLE_ENTITY,
                "The body must be an object.",
            ),
            Refusal::Nothing => Self::failure(StatusCode::BAD_REQUEST, "Nothing to update."),
            Refusal::Types(fields) => {
                Self::invalid(StatusCode::UNPROCESSABLE_ENTITY, "errors", &fields.into())
            }
            Refusal::Values(fields) => {
                Self::invalid(StatusCode::BAD_REQUEST, "error", &fields.into())
            }
            Refusal::Email => Self::json(
                StatusCode::BAD_REQUEST,
                &json!({ "Success": true, "Message": "The email must be a valid email address." }),
            ),
            Refusal::LoginIdMissing => Self::failure(StatusCode::BAD_REQUEST, "login_id missing"),
        }
    }
}

impl From<Reply> for Response {
    fn from(reply: Reply) -> Self {
        let mut response = Self::new(Body::from(reply.body));
        *response.status_mut() = reply.status;
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(reply.content_type),
        );
        if let Some(seconds) = reply.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if let Some(methods) = reply.allow {
            headers.insert(header::ALLOW, HeaderValue::from_static(methods));
        }
        response
    }
}
