//! A small Smartflo tenant in memory, with a script of faults: the transport of the actor's tests.
//!
//! It shares no code with the client: it reads paths and bodies as text and JSON.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use rosterm::api::dialect::{Answer, Method, Request};
use rosterm::api::transport::{SendError, Signature, Transport};
use serde_json::{Value as Json, json};
use tokio::time::{Instant, sleep};

/// One request's fate. A script is used up request by request; after it, all goes well.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    /// As it should be.
    Fine,
    /// No connection: proof that nothing was sent.
    NeverSent,
    /// The connection breaks before the server has done anything.
    Reset,
    /// The deadline passes before the server has done anything.
    TimedOut,
    /// Done, but the answer is lost.
    AnswerLost,
    /// The answer is lost, and it is done only so many seconds later.
    DoneLate(u64),
    /// Answers yes, and does it only so many seconds later.
    SlowYes(u64),
    /// Answers yes and does nothing.
    Liar,
    /// Answers yes, does the first field only.
    Half,
    /// Answers with this status and body, does nothing.
    Says(u16, &'static str),
    /// Answers with this status and body, and does it.
    SaysButDoes(u16, &'static str),
    /// 429, with this `Retry-After`.
    SlowDown(Option<&'static str>),
    /// 307 to somewhere else.
    Redirect,
    /// Somebody else's record.
    WrongRecord,
    /// Done as it should be, and then another editor sets this field.
    Then(&'static str, &'static str),
    /// Another editor sets this field, then all as it should be.
    First(&'static str, &'static str),
    /// Takes so many seconds.
    Slow(u64),
    /// The transport itself is broken.
    Panic,
}

/// A request as the server saw it.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) at: Duration,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) body: Option<Json>,
    pub(crate) attempt: Option<String>,
}

/// A PATCH that took effect, whenever.
#[derive(Debug, Clone)]
pub(crate) struct Effect {
    pub(crate) attempt: String,
}

#[derive(Clone)]
pub(crate) struct Tenant(Arc<Mutex<State>>);

pub(crate) struct State {
    start: Instant,
    pub(crate) people: BTreeMap<String, BTreeMap<String, Json>>,
    pub(crate) script: VecDeque<Fault>,
    /// Faults at random: a dice, and how many in a hundred.
    pub(crate) chaos: Option<(fastrand::Rng, u32)>,
    pub(crate) seen: Vec<Seen>,
    pub(crate) effects: Vec<Effect>,
    late: Vec<(Instant, String, String, Json)>,
    pub(crate) latency: Duration,
    /// The fate of requests by method and user (`users` for the list), after the script.
    pub(crate) rule: Option<fn(&str, &str) -> Option<Fault>>,
    /// Whether `is_web_login=true` lists the locked ones, against the vendor's page.
    pub(crate) reversed: bool,
    /// The most rows a page has, whatever is asked for.
    pub(crate) largest_page: usize,
    /// What becomes of a page that was asked for after this id.
    pub(crate) twist: Option<fn(u64, Json) -> Json>,
    on_the_wire: usize,
    /// The most requests that were on the wire at once.
    pub(crate) most_on_the_wire: usize,
}

impl Tenant {
    /// Four people: 101 to 104.
    pub(crate) fn new() -> Self {
        let names = ["Asha Pillai", "Bela Rao", "Chitra Das", "Dev Anand"];
        Self::with((101..).zip(names.map(str::to_owned)))
    }

    /// So many people, from 1001 on.
    pub(crate) fn of(count: u32) -> Self {
        Self::with((1001..=1000 + count).map(|number| (number, format!("Person {number}"))))
    }

    /// People with these ids, which all have as many digits.
    pub(crate) fn at(ids: impl IntoIterator<Item = u32>) -> Self {
        Self::with(ids.into_iter().map(|id| (id, format!("Person {id}"))))
    }

    fn with(people: impl Iterator<Item = (u32, String)>) -> Self {
        let people = people.map(|(number, name)| {
            let id = number.to_string();
            let fields = [
                ("name", json!(name)),
                ("login_id", json!(format!("login{id}"))),
                ("email", json!(format!("{id}@example.org"))),
                ("number", json!(format!("+9190000{id}"))),
                ("designation", json!("Agent")),
                ("role", json!("54630")),
                ("web", json!(false)),
                ("login_based", json!(false)),
                ("intl", json!(false)),
                ("agent_status", json!(0)),
            ];
            (
                id,
                fields
                    .map(|(key, value)| (key.to_owned(), value))
                    .into_iter()
                    .collect(),
            )
        });
        Self(Arc::new(Mutex::new(State {
            start: Instant::now(),
            people: people.collect(),
            script: VecDeque::new(),
            chaos: None,
            seen: Vec::new(),
            effects: Vec::new(),
            late: Vec::new(),
            latency: Duration::from_millis(50),
            rule: None,
            reversed: false,
            largest_page: usize::MAX,
            twist: None,
            on_the_wire: 0,
            most_on_the_wire: 0,
        })))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    pub(crate) fn script(&self, faults: &[Fault]) {
        self.lock().script.extend(faults.iter().copied());
    }

    pub(crate) fn set(&self, id: &str, field: &str, value: Json) {
        self.lock().set(id, field, value);
    }

    pub(crate) fn get(&self, id: &str, field: &str) -> Json {
        let mut state = self.lock();
        state.catch_up();
        state.people[id][field].clone()
    }

    /// How many requests of this method were seen.
    pub(crate) fn count(&self, method: &str) -> usize {
        self.lock()
            .seen
            .iter()
            .filter(|seen| seen.method == method)
            .count()
    }

    /// The PATCH bodies, in order.
    pub(crate) fn bodies(&self) -> Vec<Json> {
        self.lock()
            .seen
            .iter()
            .filter_map(|seen| seen.body.clone())
            .collect()
    }
}

impl Transport for Tenant {
    async fn send(&self, request: Request, _: Signature) -> Result<Answer, SendError> {
        let (fault, latency) = {
            let mut state = self.lock();
            state.on_the_wire += 1;
            state.most_on_the_wire = state.most_on_the_wire.max(state.on_the_wire);
            (state.next_fault(&request), state.latency)
        };
        let _leaving = Leaving(self.clone());
        match fault {
            Fault::NeverSent => {
                sleep(latency).await;
                return Err(error(true, false, "no connection to example.org (refused)"));
            }
            Fault::Slow(seconds) => sleep(Duration::from_secs(seconds)).await,
            Fault::TimedOut => sleep(Duration::from_secs(20)).await,
            Fault::Panic => panic!("the transport fell over"),
            _ => sleep(latency / 2).await,
        }
        let answer = self.lock().handle(&request, fault);
        sleep(latency / 2).await;
        answer
    }
}

/// One request less on the wire, also when it is given up.
struct Leaving(Tenant);

impl Drop for Leaving {
    fn drop(&mut self) {
        // A transport that fell over may have taken the lock with it.
        if let Ok(mut state) = self.0.0.lock() {
            state.on_the_wire -= 1;
        }
    }
}

impl State {
    pub(crate) fn set(&mut self, id: &str, field: &str, value: Json) {
        self.people
            .get_mut(id)
            .unwrap()
            .insert(field.to_owned(), value);
    }

    fn next_fault(&mut self, request: &Request) -> Fault {
        if let Some(fault) = self.script.pop_front() {
            return fault;
        }
        let id = request.path.rsplit('/').next().unwrap();
        let rule = self.rule;
        if let Some(fault) = rule.and_then(|rule| rule(request.method.word(), id)) {
            return fault;
        }
        let Some((dice, percent)) = &mut self.chaos else {
            return Fault::Fine;
        };
        if dice.u32(..100) >= *percent {
            return Fault::Fine;
        }
        let late = dice.u64(1..45);
        let faults = [
            Fault::NeverSent,
            Fault::Reset,
            Fault::TimedOut,
            Fault::AnswerLost,
            Fault::DoneLate(late),
            Fault::SlowYes(late % 14),
            Fault::Liar,
            Fault::Says(500, "<html>oops</html>"),
            Fault::SaysButDoes(500, "{\"success\":false}"),
            Fault::Says(400, "{\"success\":true,\"message\":\"no\"}"),
            Fault::SlowDown(Some("3")),
            Fault::SlowDown(None),
            Fault::Redirect,
            Fault::Says(200, "<html>proxy</html>"),
            Fault::SaysButDoes(200, "{\"succ"),
            Fault::WrongRecord,
        ];
        faults[dice.usize(..faults.len())]
    }

    fn handle(&mut self, request: &Request, fault: Fault) -> Result<Answer, SendError> {
        self.catch_up();
        let patch = request.method == Method::Patch;
        self.seen.push(Seen {
            at: self.start.elapsed(),
            method: request.method.word(),
            path: request.path.clone(),
            query: request.query.clone(),
            body: request
                .body
                .as_deref()
                .map(|body| serde_json::from_str(body).unwrap()),
            attempt: request.attempt.map(|attempt| attempt.to_string()),
        });
        let id = request.path.rsplit('/').next().unwrap().to_owned();
        match fault {
            Fault::Fine | Fault::Slow(_) => Ok(self.answer(request, &id)),
            Fault::Reset => Err(error(
                false,
                false,
                "the connection broke off (reset by peer)",
            )),
            Fault::TimedOut => Err(error(false, true, "no answer within 20s")),
            Fault::AnswerLost => {
                let _ = self.answer(request, &id);
                Err(error(false, false, "the answer broke off"))
            }
            Fault::DoneLate(seconds) => {
                if patch {
                    self.delay(request, &id, seconds);
                }
                Err(error(false, true, "no answer in time"))
            }
            Fault::SlowYes(seconds) if patch => {
                self.delay(request, &id, seconds);
                Ok(yes())
            }
            Fault::Liar if patch => Ok(yes()),
            Fault::Half if patch => {
                let body = self.seen.last().unwrap().body.clone().unwrap();
                let (key, value) = body.as_object().unwrap().iter().next().unwrap();
                let first = json!({ key.as_str(): value });
                self.apply(&id, request.attempt.unwrap().to_string(), &first);
                Ok(yes())
            }
            Fault::SlowYes(_) | Fault::Liar | Fault::Half => Ok(self.answer(request, &id)),
            Fault::Says(status, body) => Ok(says(status, body)),
            Fault::SaysButDoes(status, body) => {
                let _ = self.answer(request, &id);
                Ok(says(status, body))
            }
            Fault::SlowDown(after) => Ok(Answer {
                retry_after: after.map(str::to_owned),
                ..says(
                    429,
                    "{\"success\":\"false\",\"message\":\"Too many requests.\"}",
                )
            }),
            Fault::Redirect => Ok(Answer {
                location: Some("https://elsewhere.example.org/".to_owned()),
                ..says(307, "")
            }),
            Fault::WrongRecord if patch => Ok(self.answer(request, &id)),
            Fault::WrongRecord => {
                let other = if id == "101" { "102" } else { "101" };
                Ok(self.answer(request, other))
            }
            Fault::Then(field, value) => {
                let answer = self.answer(request, &id);
                self.set(&id, field, json!(value));
                Ok(answer)
            }
            Fault::First(field, value) => {
                self.set(&id, field, json!(value));
                Ok(self.answer(request, &id))
            }
            Fault::NeverSent | Fault::Panic => unreachable!("handled before the server"),
        }
    }

    fn answer(&mut self, request: &Request, id: &str) -> Answer {
        if request.path == "/users" {
            return self.list(request);
        }
        match request.path.as_str() {
            "/my_number" => return says(200, "[{\"id\":\"1759333\",\"alias\":\"Sales\"},{}]"),
            "/departments" => return says(200, "[{\"id\":\"50801\",\"name\":\"Sales\"}]"),
            _ => {}
        }
        if !self.people.contains_key(id) {
            return says(404, "{\"message\":\"User not found\"}");
        }
        if request.method == Method::Patch {
            let body = serde_json::from_str(request.body.as_ref().unwrap()).unwrap();
            self.apply(id, request.attempt.unwrap().to_string(), &body);
            return yes();
        }
        let person = &self.people[id];
        let role = person["role"].as_str().unwrap().parse::<u64>().unwrap();
        let body = json!({ "data": {
            "id": id,
            "name": person["name"],
            "number": person["number"],
            "team_member": {
                "designation": person["designation"],
                "email": person["email"],
                "login_id": person["login_id"],
                "status": if person["agent_status"] == 1 { 0 } else { 1 },
                "role": { "name": "Quality", "id": role },
                "is_login_based_calling": person["login_based"],
                "is_web_login_block": person["web"],
                "users_for_cdr": { "type": "all", "value": null },
            },
            "agent": {
                "id": format!("0{id}"),
                "agent_status": person["agent_status"],
                "is_international_outbound_enabled": person["intl"],
            },
        }});
        says(200, &body.to_string())
    }

    fn list(&self, request: &Request) -> Answer {
        let parameter = |name: &str| {
            request
                .query
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value.clone())
        };
        let after = parameter("last_seen_id").map_or(0, |id| id.parse::<u64>().unwrap());
        let limit: usize = parameter("limit").unwrap().parse().unwrap();
        let limit = limit.min(self.largest_page);
        let web_login = parameter("is_web_login").map(|flag| flag == "true" || flag == "1");
        let is_listed = |(id, person): &(&String, &BTreeMap<String, Json>)| {
            let sense = self.reversed == (person["web"] == true);
            id.parse::<u64>().unwrap() > after && web_login.is_none_or(|wanted| wanted == sense)
        };
        let mut rest = self.people.iter().filter(is_listed).peekable();
        let mut rows = Vec::new();
        while rows.len() < limit
            && let Some((id, person)) = rest.next()
        {
            rows.push(json!({
                "id": id.parse::<u64>().unwrap(),
                "name": person["name"],
                "login_id": person["login_id"],
                "user_role": {
                    "id": person["role"].as_str().unwrap().parse::<u64>().unwrap(),
                    "name": "Quality",
                },
                "agent": { "id": format!("0{id}"), "status": person["agent_status"] },
                "is_login_based_calling_enabled": person["login_based"],
                "is_international_outbound_enabled": person["intl"],
                "user_status": 1,
            }));
        }
        let last = rows.last().map(|row| row["id"].clone());
        let more = rest.peek().is_some();
        let page = json!({ "has_more": more, "last_seen_id": last, "data": rows });
        let page = self.twist.map_or(page.clone(), |twist| twist(after, page));
        says(200, &page.to_string())
    }

    fn delay(&mut self, request: &Request, id: &str, seconds: u64) {
        let body = serde_json::from_str(request.body.as_ref().unwrap()).unwrap();
        let due = Instant::now() + Duration::from_secs(seconds);
        self.late.push((
            due,
            id.to_owned(),
            request.attempt.unwrap().to_string(),
            body,
        ));
    }

    /// Does what is due by now.
    pub(crate) fn catch_up(&mut self) {
        let now = Instant::now();
        let (due, late) = std::mem::take(&mut self.late)
            .into_iter()
            .partition(|(at, ..)| *at <= now);
        self.late = late;
        let mut due: Vec<(Instant, String, String, Json)> = due;
        due.sort_by_key(|(at, ..)| *at);
        for (_, id, attempt, body) in due {
            self.apply(&id, attempt, &body);
        }
    }

    fn apply(&mut self, id: &str, attempt: String, body: &Json) {
        let Some(person) = self.people.get_mut(id) else {
            return;
        };
        let body = body.as_object().unwrap();
        self.effects.push(Effect { attempt });
        for (key, value) in body {
            let (key, value) = match key.as_str() {
                "block_web_login" => ("web", value.clone()),
                "international_outbound" => ("intl", value.clone()),
                "login_based_calling" => ("login_based", value.clone()),
                "user_role" => ("role", value.clone()),
                "destination" => ("designation", value.clone()),
                "block_agent" => ("agent_status", json!(i32::from(value == &json!(true)))),
                "number" => ("number", json!(value.as_str().unwrap().replace(' ', ""))),
                key => (key, value.clone()),
            };
            person.insert(key.to_owned(), value);
        }
    }
}

fn yes() -> Answer {
    says(200, "{\"success\":true,\"message\":\"User updated\"}")
}

pub(crate) fn says(status: u16, body: &str) -> Answer {
    Answer {
        status,
        body: body.as_bytes().to_vec(),
        ..Answer::default()
    }
}

fn error(never_sent: bool, timed_out: bool, text: &str) -> SendError {
    SendError {
        never_sent,
        timed_out,
        too_large: false,
        text: text.to_owned(),
    }
}
