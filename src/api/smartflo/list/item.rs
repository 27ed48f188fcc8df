//! One item of the list: each value is taken at once for what it is wanted for.
//!
//! Invariants: whatever stands in the place of one value takes nothing from the others; a key twice
//! is an error, for nobody knows which of the two is meant.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::scalar::Scalar;
use crate::api::dialect::json::Part;
use crate::domain::user::RowAgent;
use crate::domain::{AgentStatus, Role, Row, UserStatus};

/// One item of `data`, its values read as `V`.
pub(super) struct Item<V> {
    /// `None` = it has no id that can be used.
    pub(super) row: Option<Row>,
    values: PhantomData<V>,
}

/// The keys of an item, as the vendor's page has them; `intercom` was seen in client code.
#[derive(Clone, Copy, serde::Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    Id,
    Name,
    LoginId,
    UserRole,
    Agent,
    IsLoginBasedCallingEnabled,
    IsInternationalOutboundEnabled,
    Extension,
    UserStatus,
    Intercom,
    #[serde(other)]
    Other,
}

impl<'de, V: Scalar + Deserialize<'de>> Deserialize<'de> for Item<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ItemVisitor(PhantomData))
    }
}

struct ItemVisitor<V>(PhantomData<V>);

impl<'de, V: Scalar + Deserialize<'de>> Visitor<'de> for ItemVisitor<V> {
    type Value = Item<V>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a user of the list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item<V>, A::Error> {
        let (mut id, mut name, mut login_id, mut role, mut agent) = (None, None, None, None, None);
        let (mut login_based_calling, mut international_outbound) = (None, None);
        let (mut extension, mut user_status, mut intercom) = (None, None, None);
        let mut seen = 0_u16;
        while let Some(key) = map.next_key::<Key>()? {
            // Of unknown keys there may be any number.
            let bit = u16::from(!matches!(key, Key::Other)) << key as u16;
            if seen & bit != 0 {
                return Err(A::Error::custom("a key twice"));
            }
            seen |= bit;
            match key {
                Key::Id => id = map.next_value::<V>()?.user_id(),
                Key::Name => name = map.next_value::<V>()?.text(),
                Key::LoginId => login_id = map.next_value::<V>()?.text(),
                Key::UserRole => role = self::role(&map.next_value::<Part<WireRole<V>>>()?),
                Key::Agent => agent = self::agent(map.next_value::<Part<WireAgent<V>>>()?),
                Key::IsLoginBasedCallingEnabled => {
                    login_based_calling = map.next_value::<V>()?.flag();
                }
                Key::IsInternationalOutboundEnabled => {
                    international_outbound = map.next_value::<V>()?.flag();
                }
                Key::Extension => extension = map.next_value::<V>()?.username(),
                Key::UserStatus => user_status = map.next_value::<V>()?.integer(),
                Key::Intercom => intercom = map.next_value::<V>()?.text(),
                Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        let row = id.map(|id| Row {
            id,
            name: name.unwrap_or_default(),
            login_id,
            role,
            user_status: user_status.map(UserStatus::from_number),
            agent,
            login_based_calling,
            international_outbound,
            extension,
            intercom,
            block_web_login: None,
        });
        Ok(Item {
            row,
            values: PhantomData,
        })
    }
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, bound(deserialize = "V: Scalar + Deserialize<'de>"))]
struct WireRole<V> {
    id: V,
    name: V,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, bound(deserialize = "V: Scalar + Deserialize<'de>"))]
struct WireAgent<V> {
    id: V,
    name: V,
    status: V,
    follow_me_number: V,
}

impl<V: Scalar> WireAgent<V> {
    fn is_empty(&self) -> bool {
        [&self.id, &self.name, &self.status, &self.follow_me_number]
            .into_iter()
            .all(Scalar::is_missing)
    }
}

fn role<V: Scalar>(part: &Part<WireRole<V>>) -> Option<Role> {
    match part {
        Part::Found(wire) => {
            let id = wire.id.text()?;
            Some(Role {
                id,
                name: wire.name.text().unwrap_or_default(),
            })
        }
        Part::Missing | Part::Unreadable => None,
    }
}

/// "No agent" is said only when the server says so: something unreadable in the agent's place is
/// an agent of whom nothing is known.
fn agent<V: Scalar>(part: Part<WireAgent<V>>) -> Option<RowAgent> {
    let wire = match part {
        Part::Missing => return None,
        Part::Found(wire) if wire.is_empty() => return None,
        Part::Found(wire) => wire,
        Part::Unreadable => WireAgent::default(),
    };
    Some(RowAgent {
        id: wire.id.text().unwrap_or_default(),
        name: wire.name.text(),
        status: wire.status.integer().map(AgentStatus::from_number),
        number: wire.follow_me_number.text(),
    })
}
