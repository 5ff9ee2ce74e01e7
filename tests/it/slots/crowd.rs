//! Two hundred people wait, forty times come free within a minute, and everybody answers at once.
//!
//! The production handler over a real table, every record in a task of its own, some records twice: first on the
//! embedded table, then through the AWS adapter on an engine of DynamoDB. Queues are lists in memory; the sender is
//! played by storing each message, the patients by answering it.
#![expect(clippy::print_stdout, reason = "the figures are part of the result")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::case::{Answer, Case};
use domain::clinic::{Clinic, WaitingList, Weights};
use domain::delivery::Channel;
use domain::ids::{CaseId, MessageId, SlotId, ThreadId};
use domain::message::{About, Message, MessageSpec};
use domain::slot::{Slot, SlotState};
use domain::waiting::Waiting;
use frame::Failure;
use jiff::{SignedDuration, Timestamp};
use local::clinic_files;
use ports::Disposition;
use ports::commit::{Aggregate, Together, load};
use ports::queue::QueueName;
use ports::records::{case_key, slot_key, wait_key};
use ports::table::{Minute, Table};
use ports::wire::{Answered, ToJourneys, ToOutbound, ToThreads, decode, encode};
use serde_json::{Value, json};
use tests::START;

use crate::test_ports::{TestPorts, event};

const WAITING: usize = 200;
const FREED: usize = 40;
/// How often a record that lost a race is brought back by its queue.
const RECEIVES_MAX: u32 = 8;

/// What happened, for the checks and for people.
#[derive(Default)]
struct Ledger {
    /// Offers that reached a patient: entry and when.
    offers: Vec<(CaseId, Timestamp)>,
    accepted: BTreeSet<MessageId>,
    declined: u32,
    /// Who was told that a slot is gone, by message.
    gone: BTreeMap<MessageId, u32>,
    /// Message of each visit's booking.
    booked: BTreeMap<CaseId, MessageId>,
    brought_back: u32,
}

struct World<T> {
    ports: Arc<TestPorts<T>>,
    clinic: Clinic,
    now: Timestamp,
    ledger: Ledger,
}

fn rules() -> WaitingList {
    WaitingList {
        at_a_time: 3,
        offer_minutes: 30,
        lead_hours: 4,
        within_days: 14,
        offers_per_day_max: 2,
        offers_per_week_max: 4,
        weights: Weights { priority: 10, day_waited: 1, fit: 3 },
    }
}

/// A number from the id: the same patient decides the same way in every run.
fn dice(id: &MessageId) -> u32 {
    id.as_str().bytes().fold(7, |sum: u32, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte))) % 100
}

impl<T: Table + 'static> World<T> {
    fn new(table: T) -> Self {
        let mut clinic = clinic_files::example();
        clinic.waiting_list = Some(rules());
        clinic.slots.cancellation_frees = true;
        let ports = Arc::new(TestPorts::new(table, &clinic));
        Self { ports, clinic, now: START.parse().unwrap(), ledger: Ledger::default() }
    }

    /// Handles records, each in a task of its own, and whatever follows from them.
    async fn settle(&mut self, records: Vec<String>) {
        let mut records: Vec<(u32, String)> = records.into_iter().map(|it| (1, it)).collect();
        while !records.is_empty() {
            let tasks: Vec<_> = std::mem::take(&mut records)
                .into_iter()
                .map(|(receives, body)| {
                    let (ports, now) = (Arc::clone(&self.ports), self.now);
                    tokio::spawn(async move {
                        let handled = reminder_scheduler::handle(&*ports, &body, now).await;
                        (receives, body, handled)
                    })
                })
                .collect();
            for task in tasks {
                let (receives, body, handled) = task.await.unwrap();
                if let Err(Failure { disposition, text }) = handled {
                    assert!(disposition == Disposition::Retry && receives < RECEIVES_MAX, "{text}: {body}");
                    self.ledger.brought_back += 1;
                    records.push((receives + 1, body));
                }
            }
            for (queue, body) in self.ports.take_sent() {
                match queue {
                    QueueName::Journeys => records.push((1, body)),
                    QueueName::Outbound => {
                        records.extend(self.said(&body).await.into_iter().map(|it| (1, it)));
                    }
                    QueueName::Threads => {
                        assert!(matches!(decode(&body).unwrap(), ToThreads::HandOver { .. }));
                    }
                    QueueName::Receipts | QueueName::Surveys | QueueName::Notifications => {
                        unreachable!("{queue:?}")
                    }
                }
            }
        }
    }

    /// A message reaches its patient, who may answer it, in doubt twice.
    async fn said(&mut self, body: &str) -> Vec<String> {
        let ToOutbound::Say { spec } = decode(body).unwrap() else { return Vec::new() };
        let message = Message::new(*spec, self.now);
        if load::<_, Message>(&*self.ports, &message.key()).await.unwrap().is_some() {
            return Vec::new();
        }
        let mut together = Together::default();
        together.add(&message, 0).unwrap();
        let _ = together.write(&*self.ports).await.unwrap();
        self.read(&message.spec)
    }

    fn read(&mut self, spec: &MessageSpec) -> Vec<String> {
        if spec.template == "slot_gone" {
            *self.ledger.gone.entry(spec.id.clone()).or_default() += 1;
        }
        if spec.step == "booking_confirmation" {
            self.ledger.booked.insert(spec.covers[0].case.clone(), spec.id.clone());
        }
        if spec.about != About::Offer {
            return Vec::new();
        }
        self.ledger.offers.push((spec.covers[0].case.clone(), self.now));
        let accepted = match dice(&spec.id) {
            0..50 => true,
            50..70 => false,
            _ => return Vec::new(),
        };
        if accepted {
            self.ledger.accepted.insert(spec.id.clone());
        } else {
            self.ledger.declined += 1;
        }
        let answer = encode(&ToJourneys::OfferAnswered {
            clinic: self.clinic.id.clone(),
            cause: format!("tap-{}", spec.id),
            message: spec.id.clone(),
            accepted,
            channel: Channel::Whatsapp,
            thread: ThreadId::new("thr_1").unwrap(),
        });
        if dice(&spec.id).is_multiple_of(4) { vec![answer.clone(), answer] } else { vec![answer] }
    }

    async fn advance(&mut self, minutes: i64) {
        let first = Minute::of_due(self.now).0;
        self.now += SignedDuration::from_mins(minutes);
        let minutes = first..=Minute::of_due(self.now).0;
        self.settle(minutes.map(|minute| encode(&ToJourneys::MinuteDue { minute })).collect()).await;
    }

    async fn load<A: Aggregate>(&self, key: &ports::table::Key) -> A {
        load(&*self.ports, key).await.unwrap().unwrap()
    }

    async fn case(&self, id: &str) -> Case {
        self.load(&case_key(&self.clinic.id, &CaseId::new(id).unwrap())).await
    }
}

/// A visit of the patient whose phone has that number at its end.
fn booked(id: &str, phone: usize, start: &str) -> Value {
    let phone = format!("+549115555{phone:04}");
    json!({
        "event_id": format!("b-{id}"), "type": "appointment.booked", "occurred_at": "2026-11-20T12:00:00Z",
        "patient": { "id": format!("p-{id}"), "given_name": "Ana", "phone": phone },
        "appointment": {
            "id": id, "start": start, "duration_minutes": 20, "practitioner": "Dra. López", "site": "Sede Centro",
        },
    })
}

fn joined(index: usize) -> Value {
    let since = START.parse::<Timestamp>().unwrap()
        - SignedDuration::from_hours(7 * i64::try_from(index % 97).unwrap());
    json!({
        "event_id": format!("j-{index}"), "type": "waiting.joined", "occurred_at": since.to_string(),
        "patient": { "id": format!("p-w{index}") },
        "waiting": { "appointment_id": format!("w{index}"), "priority": index % 4 },
    })
}

/// Sixteen visits a day from that day on.
fn nth_start(first: jiff::civil::Date, index: usize) -> String {
    let day = first + jiff::Span::new().days(i64::try_from(index / 16).unwrap());
    let minutes = 9 * 60 + 30 * (index % 16);
    format!("{day}T{:02}:{:02}", minutes / 60, minutes % 60)
}

async fn play<T: Table + 'static>(table: T, name: &str) {
    let began = std::time::Instant::now();
    let mut world = World::new(table);
    let waits = jiff::civil::date(2026, 12, 21);
    let leaves = jiff::civil::date(2026, 12, 2);
    let mut bookings: Vec<String> = (0..WAITING)
        .map(|it| event(&world.clinic, &booked(&format!("w{it}"), it, &nth_start(waits, it))))
        .collect();
    let leaving = |it: usize| booked(&format!("l{it}"), WAITING + it, &nth_start(leaves, it));
    bookings.extend((0..FREED).map(|it| event(&world.clinic, &leaving(it))));
    world.settle(bookings).await;
    let joins = (0..WAITING).map(|it| event(&world.clinic, &joined(it))).collect();
    world.settle(joins).await;

    // Forty patients cancel within the minute; every fourth cancellation is delivered twice.
    let cancels = (0..FREED).flat_map(|index| {
        let case = CaseId::new(format!("l{index}")).unwrap();
        let cancel = encode(&ToJourneys::Answer(Box::new(Answered {
            clinic: world.clinic.id.clone(),
            cause: format!("cancel-{index}"),
            message: world.ledger.booked[&case].clone(),
            case: None,
            answer: Answer::Cancel,
            wish: None,
            channel: Channel::Whatsapp,
            thread: ThreadId::new("thr_1").unwrap(),
        })));
        if index % 4 == 0 { vec![cancel.clone(), cancel] } else { vec![cancel] }
    });
    let cancels = cancels.collect();
    world.settle(cancels).await;
    let mut evening = 0;
    while evening < 20 && filled(&world).await.len() < FREED {
        world.advance(31).await;
        evening += 1;
    }
    judge(&world, name, evening, began.elapsed()).await;
}

async fn slots<T: Table + 'static>(world: &World<T>) -> Vec<Slot> {
    let mut slots = Vec::new();
    for index in 0..FREED {
        let case = CaseId::new(format!("l{index}")).unwrap();
        let id = SlotId::derive(&world.clinic.id, &case, 1);
        slots.push(world.load(&slot_key(&world.clinic.id, &id)).await);
    }
    slots
}

async fn filled<T: Table + 'static>(world: &World<T>) -> Vec<Slot> {
    let mut slots = slots(world).await;
    slots.retain(|it| matches!(it.state, SlotState::Taken { .. }));
    slots
}

async fn judge<T: Table + 'static>(world: &World<T>, name: &str, steps: u32, took: std::time::Duration) {
    let all = slots(world).await;
    let filled = filled(world).await;
    let mut entries: Vec<Waiting> = Vec::new();
    let mut stands: BTreeMap<SlotId, Vec<CaseId>> = BTreeMap::new();
    let mut times = BTreeSet::new();
    for index in 0..WAITING {
        let case = world.case(&format!("w{index}")).await;
        entries.push(world.load(&wait_key(&world.clinic.id, &case.id)).await);
        assert!(
            times.insert(case.anchor.at),
            "two visits at one time with one practitioner: {:?}",
            case.anchor
        );
        match &case.slot {
            Some(slot) => {
                assert!(case.state.is_ahead() && case.version == 2, "{:?}", case.id);
                stands.entry(slot.clone()).or_default().push(case.id.clone());
            }
            None => assert_eq!(case.version, 1, "{:?}", case.id),
        }
    }
    // No double booking: a slot is taken by the one visit that stands on it, at its time.
    let double = stands.values().filter(|it| it.len() > 1).count();
    assert_eq!(double, 0, "{stands:?}");
    assert_eq!(stands.len(), filled.len());
    let mut days_gained = 0;
    for slot in &filled {
        let case = world.case(stands[&slot.id][0].as_str()).await;
        assert_eq!((slot.claim().map(|it| &it.case), &slot.start), (Some(&case.id), &case.anchor));
        days_gained += slot.filled.as_ref().unwrap().days_gained;
        let left = SlotId::derive(&world.clinic.id, &case.id, 1);
        let left: Slot = world.load(&slot_key(&world.clinic.id, &left)).await;
        assert_eq!(left.state, SlotState::Open, "the time that the winner left is free");
    }
    assert_eq!(filled.len(), FREED, "after {steps} rounds of half an hour");
    caps(world, &entries);
    let offered: BTreeSet<&CaseId> = world.ledger.offers.iter().map(|it| &it.0).collect();
    let overlooked = overlooked(&entries, &offered);
    assert_eq!(overlooked, Vec::<&CaseId>::new(), "somebody was offered a slot before one who ranks higher");
    // Who accepted has a slot or was told; no message is given twice.
    let won = all.iter().flat_map(|it| &it.offers).filter(|it| it.said == Some(true) && !it.gone).count();
    let lost = all.iter().flat_map(|it| &it.offers).filter(|it| it.said == Some(true) && it.gone).count();
    assert_eq!((won, won + lost), (FREED, world.ledger.accepted.len()));
    assert!(world.ledger.gone.values().all(|it| *it == 1), "{:?}", world.ledger.gone);
    let gone = all.iter().flat_map(|it| &it.offers).map(|it| it.late + u32::from(it.gone)).sum::<u32>();
    assert_eq!(usize::try_from(gone).unwrap(), world.ledger.gone.len());
    let rounds: u32 = all.iter().map(|it| it.rounds).sum();
    let most = offered.iter().map(|it| world.ledger.offers.iter().filter(|(entry, _)| entry == *it).count());
    println!(
        "{name}: {WAITING} wait, {FREED} slots freed: {} filled, {double} double bookings, {} offers to {} people \
         in {rounds} rounds (at most {} to one; the cap is {} a day), {} accepted, {} declined, {lost} came too \
         late, {gone} told that it is gone, {} overlooked, {days_gained} days gained, {} records brought back, \
         {:.1} s",
        filled.len(),
        world.ledger.offers.len(),
        offered.len(),
        most.max().unwrap_or(0),
        rules().offers_per_day_max,
        world.ledger.accepted.len(),
        world.ledger.declined,
        overlooked.len(),
        world.ledger.brought_back,
        took.as_secs_f64(),
    );
}

/// What reached the patients is what stands on their entries, and within the caps.
fn caps<T>(world: &World<T>, entries: &[Waiting]) {
    for entry in entries {
        let got: Vec<Timestamp> =
            world.ledger.offers.iter().filter(|it| it.0 == entry.id).map(|it| it.1).collect();
        assert_eq!(got.len(), entry.offers.len(), "{:?}", entry.id);
        for from in &got {
            let within = |hours: i64| {
                let until = *from + SignedDuration::from_hours(hours);
                got.iter().filter(|it| (*from..until).contains(it)).count()
            };
            assert!(within(24) <= rules().offers_per_day_max as usize, "{:?}: {got:?}", entry.id);
            assert!(within(7 * 24) <= rules().offers_per_week_max as usize, "{:?}: {got:?}", entry.id);
        }
    }
}

/// Those who were never offered a slot although somebody who ranks lower was. All slots suit all of them alike, so
/// the rank is priority and days waited, then who came first.
fn overlooked<'a>(entries: &'a [Waiting], offered: &BTreeSet<&CaseId>) -> Vec<&'a CaseId> {
    let start: Timestamp = START.parse().unwrap();
    let mut ranked: Vec<&Waiting> = entries.iter().collect();
    ranked.sort_by_key(|it| {
        let days = start.duration_since(it.since).as_hours() / 24;
        (-(10 * i64::from(it.wish.priority) + days), it.since, it.id.clone())
    });
    let last = ranked.iter().rposition(|it| offered.contains(&it.id)).unwrap_or(0);
    ranked[..last].iter().filter(|it| !offered.contains(&it.id)).map(|it| &it.id).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_wait_and_forty_slots_come_free_on_the_embedded_table() {
    let table = embedded::Embedded::open(None).unwrap();
    play(table, "embedded").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_wait_and_forty_slots_come_free_through_the_aws_adapter() {
    let table = dynamodb().await;
    play(table, "DynamoDB").await;
}

/// The AWS adapter over a new engine in this process, with the deployed table.
async fn dynamodb() -> aws::DynamoTable {
    use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(dynoxide::server::serve_on(listener, dynoxide::Database::memory().unwrap()));
    let credentials = Credentials::new("test", "test", None, None, "tests");
    let config = aws_config::SdkConfig::builder()
        .behavior_version(aws_config::BehaviorVersion::v2026_01_12())
        .region(aws_config::Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(url)
        .build();
    let client = aws_sdk_dynamodb::Client::new(&config);
    create_table(&client).await;
    aws::DynamoTable::new(client, "pulso".to_owned())
}

async fn create_table(client: &aws_sdk_dynamodb::Client) {
    use aws_sdk_dynamodb::types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
        ProjectionType, ScalarAttributeType,
    };
    let key =
        |name: &str, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap();
    let keys = Projection::builder().projection_type(ProjectionType::KeysOnly).build();
    let groups =
        Projection::builder().projection_type(ProjectionType::Include).non_key_attributes("grp").build();
    let index = |name: &str, hash: &str, range: &str, projection: Projection| {
        let index = GlobalSecondaryIndex::builder().index_name(name).projection(projection);
        index.key_schema(key(hash, KeyType::Hash)).key_schema(key(range, KeyType::Range)).build().unwrap()
    };
    let attribute = |name: &str| {
        let attribute = AttributeDefinition::builder().attribute_name(name);
        attribute.attribute_type(ScalarAttributeType::S).build().unwrap()
    };
    client
        .create_table()
        .table_name("pulso")
        .key_schema(key("pk", KeyType::Hash))
        .set_attribute_definitions(Some(["pk", "due", "list", "ord"].map(attribute).into()))
        .global_secondary_indexes(index(aws::DUE_INDEX, "due", "pk", groups))
        .global_secondary_indexes(index(aws::LISTED_INDEX, "list", "ord", keys))
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await
        .unwrap();
}
