//! The rows of docs/incidents.md: where each is told of, which test holds it for Pulso, and how it
//! shows on phones.

/// A way in which a phone is wronged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wrong {
    /// The same thing twice on one channel, though the sender was told that the first was taken.
    Double,
    /// The same thing twice, because nobody told the sender what became of the first.
    DoubleUnknowing,
    /// A visit that is called off or over is spoken of as ahead.
    AfterTheEnd,
    /// The time before a move, after it.
    OldTime,
    /// Nobody told of the new time.
    MoveUntold,
    /// The cancellation was told and the reinstatement was not.
    ReinstatementUntold,
    /// A cancellation told again.
    CancelledTwice,
    /// An hour at which the visit never was.
    WrongHour,
    /// Between nine in the evening and nine in the morning where the patient lives.
    AtNight,
    /// A reminder in the last half hour.
    TooLate,
    /// A reminder, within the hour, of what was just booked inside its offset.
    LateRepeated,
    /// Booked within a day of the visit, and never told.
    LateUntold,
    /// Written to after they asked not to be.
    OptOutLeak,
    /// CANCEL taken for STOP, or heard by nobody.
    CancelLost,
    /// Asked again after saying yes.
    Nagging,
    /// Something else they wrote, heard by nobody.
    ReplyLost,
    /// The system was away, and the provider gave up bringing what they wrote.
    GivenUp,
    /// Two patients on a phone have visits that day, and the text does not say whose.
    Whose,
    /// Two reminders of one step for one patient's day.
    DaySplit,
    /// Another language than the clinic said.
    Language,
    /// No reminder came by any channel, though the phone could be reached.
    Silence,
    /// A text message in UCS-2.
    Ucs2,
    /// Somebody with a video visit is asked to come in.
    Modality,
    /// A hole in the text.
    Hole,
}

impl Wrong {
    /// All.
    pub const ALL: [Self; 24] = [
        Self::Double,
        Self::DoubleUnknowing,
        Self::AfterTheEnd,
        Self::OldTime,
        Self::MoveUntold,
        Self::ReinstatementUntold,
        Self::CancelledTwice,
        Self::WrongHour,
        Self::AtNight,
        Self::TooLate,
        Self::LateRepeated,
        Self::LateUntold,
        Self::OptOutLeak,
        Self::CancelLost,
        Self::Nagging,
        Self::ReplyLost,
        Self::GivenUp,
        Self::Whose,
        Self::DaySplit,
        Self::Language,
        Self::Silence,
        Self::Ucs2,
        Self::Modality,
        Self::Hole,
    ];
}

/// What is to be seen of a row.
pub enum Shown {
    /// On phones: each way, with its words.
    OnPhones(&'static [(Wrong, &'static str)]),
    /// Not on phones alone: why the three have no figure.
    Elsewhere(&'static str),
}

/// A row of the catalogue.
pub struct Exhibit {
    /// Its number.
    pub row: u8,
    /// Its name.
    pub name: &'static str,
    /// Where users tell of it.
    pub sources: &'static str,
    /// The tests that hold it for Pulso beside this one: file and name.
    pub tests: &'static [&'static str],
    /// How it shows.
    pub shown: Shown,
}

use Shown::{Elsewhere, OnPhones};

/// The museum's rooms.
pub const EXHIBITS: [Exhibit; 31] = [
    Exhibit {
        row: 1,
        name: "Double send",
        sources: "medic/cht-core#10802, openemr/openemr#11477, glific/glific#2197, #1985, hmislk/hmis#6614, masslight/ottehr#7981, simpledotorg/simple-server#2503, alphagov/notifications-api#747, #474, fazer-ai/chatwoot#605, scoutplan/scoutplan#237, AMPATH/ng2-amrs#205",
        tests: &["tests/it/incidents/sending.rs row_01_no_double_send_under_redelivery_crash_or_timeout"],
        shown: OnPhones(&[
            (Wrong::Double, "the same message twice on one channel"),
            (Wrong::DoubleUnknowing, "twice because the provider never told of the first"),
        ]),
    },
    Exhibit {
        row: 2,
        name: "Sent after the end",
        sources: "calcom/cal.diy#17785, #7225, #6905, PR#7232, betagouv/rdv-service-public#3144, simpledotorg/simple-server#2433, #2761",
        tests: &["tests/it/incidents/sending.rs row_02_nothing_is_sent_of_what_was_cancelled_or_is_over"],
        shown: OnPhones(&[(Wrong::AfterTheEnd, "a visit that is cancelled or over spoken of as ahead")]),
    },
    Exhibit {
        row: 3,
        name: "Old reminder after a move",
        sources: "openemr/openemr#7439, calcom/cal.diy#6905, onehashai/Cal-ID#790, hmislk/hmis#5946, #5673, AMPATH/etl-rest-server#1345",
        tests: &[
            "tests/it/incidents/sending.rs row_03_a_moved_appointment_has_one_plan_and_old_buttons_say_so",
        ],
        shown: OnPhones(&[
            (Wrong::OldTime, "the old time, after the move"),
            (Wrong::MoveUntold, "the new time never told"),
        ]),
    },
    Exhibit {
        row: 4,
        name: "Reinstated, not told",
        sources: "betagouv/rdv-service-public#2538",
        tests: &["tests/it/incidents/sending.rs row_04_a_reinstatement_is_told_if_the_cancellation_was"],
        shown: OnPhones(&[(Wrong::ReinstatementUntold, "the cancellation told, the reinstatement not")]),
    },
    Exhibit {
        row: 5,
        name: "Cancellation told twice",
        sources: "betagouv/rdv-service-public#3345, PR#6283",
        tests: &["tests/it/incidents/sending.rs row_05_a_cancellation_is_told_once_whoever_tells_it"],
        shown: OnPhones(&[(Wrong::CancelledTwice, "one cancellation told more than once")]),
    },
    Exhibit {
        row: 6,
        name: "Wrong hour",
        sources: "calcom/cal.diy#30104, PR#3376, alextselegidis/easyappointments#1314, SuiteCRM/SuiteCRM#822, mautic/mautic#11602, #10612, #2824, va.gov-team#139105, rapidpro/rapidpro#1074, nodejs/node#62323, n8n-io/n8n#34035, ClickHouse/ClickHouse#120812, cloudflare/workerd#7256",
        tests: &["tests/it/incidents/timing.rs row_06_reminders_keep_their_hour_when_the_clocks_change"],
        shown: OnPhones(&[(Wrong::WrongHour, "an hour at which the visit never was")]),
    },
    Exhibit {
        row: 7,
        name: "At night",
        sources: "va.gov-team#26634, #136575, codeforamerica/citygram#246, #78, politics-rewired/Spoke#351",
        tests: &["tests/it/incidents/timing.rs row_07_nobody_is_woken_at_night_where_they_live"],
        shown: OnPhones(&[(
            Wrong::AtNight,
            "between 21:00 and 9:00 where the patient lives, but for confirmations of a booking",
        )]),
    },
    Exhibit {
        row: 8,
        name: "Too late to matter",
        sources: "betagouv/rdv-service-public#4351, calcom/cal.diy PR#22353",
        tests: &[
            "tests/it/incidents/timing.rs row_08_an_outage_that_outlasts_the_visit_leaves_nothing_to_be_sent_after_it",
        ],
        shown: OnPhones(&[(Wrong::TooLate, "a reminder in the last half hour")]),
    },
    Exhibit {
        row: 9,
        name: "Late booking",
        sources: "DentallApp/back-end#60, shihjay2/nosh2#84, betagouv/rdv-service-public PR#5283",
        tests: &[
            "tests/it/incidents/timing.rs row_09_a_late_booking_is_not_reminded_of_what_it_was_just_told",
        ],
        shown: OnPhones(&[
            (Wrong::LateRepeated, "reminded within the hour of what was just booked"),
            (Wrong::LateUntold, "booked within a day of the visit and told nothing"),
        ]),
    },
    Exhibit {
        row: 10,
        name: "Opt-out leaks",
        sources: "va.gov-team#36725, #48152, #28371, #20903, #133909, #135371, #130753, episphere/connect#1104, #1545, SparkDevNetwork/Rock#5581, #7049, CDCgov/prime-simplereport#1593, medic/cht-core#476",
        tests: &[
            "shared/domain/src/thread/tests.rs row_10_a_stop_holds_per_channel_and_purpose_until_it_is_taken_back",
        ],
        shown: OnPhones(&[(Wrong::OptOutLeak, "written to after they asked not to be")]),
    },
    Exhibit {
        row: 11,
        name: "CANCEL unsubscribes",
        sources: "support.planetdds.com 29345015891611, support.lwcrm.com 36739300493339, CareCru, support.pmhelpcenter",
        tests: &[
            "shared/domain/src/thread/tests.rs row_11_a_cancel_that_the_carrier_takes_for_a_stop_is_both_and_staff_know",
        ],
        shown: OnPhones(&[(Wrong::CancelLost, "CANCEL taken for STOP, or heard by nobody")]),
    },
    Exhibit {
        row: 12,
        name: "Nagging after an answer",
        sources: "va.gov-team#36725",
        tests: &["tests/it/incidents/answers.rs row_12_a_confirmation_ends_the_asking"],
        shown: OnPhones(&[(Wrong::Nagging, "asked again after saying yes")]),
    },
    Exhibit {
        row: 13,
        name: "Reply lost",
        sources: "va.gov-team#21418, getweave.com blog, hs1specialty.ideas SPEC-I-991, iplato.com, openemr/openemr#7439",
        tests: &["tests/it/incidents/answers.rs row_13_what_is_not_understood_waits_for_a_person"],
        shown: OnPhones(&[
            (Wrong::ReplyLost, "what a patient wrote, heard by nobody"),
            (
                Wrong::GivenUp,
                "the carrier gave up bringing it while the system's queue was away (the rivals' never is)",
            ),
        ]),
    },
    Exhibit {
        row: 14,
        name: "Household",
        sources: "CDCgov/prime-simplereport#3173, #2277, betagouv/rdv-service-public#1062, hmislk/hmis#17786, va.gov-team#27199",
        tests: &[
            "tests/it/threads/households.rs row_14_a_yes_on_a_shared_phone_is_asked_back_by_name_and_then_holds_for_one",
        ],
        shown: OnPhones(&[(Wrong::Whose, "two on the phone have visits that day, no word whose")]),
    },
    Exhibit {
        row: 15,
        name: "Several visits, one day",
        sources: "va.gov-team#47196, #54828, NexHealth",
        tests: &["tests/it/incidents/answers.rs row_15_several_visits_of_a_day_are_one_message"],
        shown: OnPhones(&[(Wrong::DaySplit, "one patient's day in several reminders within the hour")]),
    },
    Exhibit {
        row: 16,
        name: "Language ignored",
        sources: "CDCgov/prime-simplereport#2273, #3668, #4428, alextselegidis/easyappointments#1402, #770, medic/cht-core#4514, simpledotorg/simple-server#889",
        tests: &["tests/it/incidents/numbers.rs row_16_the_language_is_that_of_the_hour_of_sending"],
        shown: OnPhones(&[(Wrong::Language, "another language than the patient's")]),
    },
    Exhibit {
        row: 17,
        name: "Number formats",
        sources: "chatwoot/chatwoot#14048, PR#14264, PR#14926, PR#14277, devlikeapro/waha#2260, AfterShip/phone#125, Aragur/yowsup#57",
        tests: &["tests/it/incidents/numbers.rs row_17_every_spelling_of_a_number_is_the_same_patient"],
        shown: Elsewhere("this world gives numbers in one spelling; none of the three reads spellings"),
    },
    Exhibit {
        row: 18,
        name: "Users without a number",
        sources: "chatwoot/chatwoot#13837, #15359, PR#13994, PR#15392, dimagi/open-chat-studio#3322, codigoencasa/builderbot#1233, vercel/chat#794, WhiskeySockets/Baileys#2516",
        tests: &["tests/it/incidents/numbers.rs row_18_a_tap_without_a_number_confirms"],
        shown: Elsewhere("none of the three speaks WhatsApp"),
    },
    Exhibit {
        row: 19,
        name: "Wrong merges",
        sources: "chatwoot/chatwoot#4728, #2811",
        tests: &["tests/it/threads.rs row_19_a_number_in_doubt_is_written_to_again_once_staff_have_looked"],
        shown: Elsewhere("none of the three joins identities"),
    },
    Exhibit {
        row: 20,
        name: "Webhook duplicates, disorder",
        sources: "ArnasDon/wacrm#367, rmyndharis/OpenWA#464, nyaruka/courier PR#225, #227, #609, #621, dimagi/open-chat-studio#4288, chatwoot/chatwoot#11901, department-of-veterans-affairs/notification-api#1217",
        tests: &["tests/it/incidents/providers.rs row_20_reports_only_move_a_message_forward"],
        shown: Elsewhere("none of the three reads delivery reports"),
    },
    Exhibit {
        row: 21,
        name: "24 h window",
        sources: "chatwoot/chatwoot#1009, #8503, #7142, #14800, PR#15113, shridarpatil/whatomate#172, frappe_whatsapp#133, #169, glific/glific#3165, #3169",
        tests: &["tests/it/incidents/providers.rs row_21_free_text_leaves_only_inside_the_window"],
        shown: Elsewhere("none of the three speaks WhatsApp"),
    },
    Exhibit {
        row: 22,
        name: "Template status, category",
        sources: "shridarpatil/frappe_whatsapp#254, schemalabz/opencouncil#567, NousResearch/hermes-agent#80073, ArnasDon/wacrm#152",
        tests: &["tests/it/incidents/providers.rs row_22_a_template_that_may_not_be_sent_is_not_sent"],
        shown: Elsewhere("none of the three has approved templates"),
    },
    Exhibit {
        row: 23,
        name: "Surveys",
        sources: "chatwoot/chatwoot#10191, #11569, #13526, #6437, PR#11584",
        tests: &["tests/it/surveys.rs row_23_nobody_is_asked_twice_within_a_month_and_why_says_so"],
        shown: Elsewhere("none of the three asks"),
    },
    Exhibit {
        row: 24,
        name: "Silent failure",
        sources: "chatwoot/chatwoot#1009, calcom/cal.diy#17928, va.gov-team#54828, megaapp977/stack#607",
        tests: &["tests/it/incidents/providers.rs row_24_every_step_of_everybody_is_explained"],
        shown: OnPhones(&[(Wrong::Silence, "no reminder by any channel on a phone that works")]),
    },
    Exhibit {
        row: 25,
        name: "Waitlist spam",
        sources: "betagouv/rdv-service-public#4172, mgma.com",
        tests: &[
            "tests/it/slots/rounds.rs row_25_a_free_slot_is_offered_in_rounds_and_the_first_to_accept_has_it",
        ],
        shown: Elsewhere("none of the three has a waiting list"),
    },
    Exhibit {
        row: 26,
        name: "Cost surprise",
        sources: "opengovsg/postmangovsg#1362, nyaruka/floweditor#745, alphagov/notifications-admin#5944, Altinn#2935, chadselph/smssplit#2, betagouv/rdv-service-public PR#5283",
        tests: &["shared/domain/src/sms/tests.rs folding_is_safe"],
        shown: OnPhones(&[(Wrong::Ucs2, "a text message charged as UCS-2")]),
    },
    Exhibit {
        row: 27,
        name: "Personal data in logs",
        sources: "medplum/medplum#8812, metriport/metriport#3708, #3576, techmatters/flex-plugins#4429",
        tests: &["tests/it/leaks/mod.rs personal_data_does_not_print"],
        shown: Elsewhere("the hourly sender prints its account's secret and every appointment"),
    },
    Exhibit {
        row: 28,
        name: "Wrong modality",
        sources: "va.gov-team#105512",
        tests: &["tests/it/incidents/numbers.rs row_28_nobody_is_asked_to_come_in_for_a_video_call"],
        shown: OnPhones(&[(Wrong::Modality, "somebody with a video visit asked to come in")]),
    },
    Exhibit {
        row: 29,
        name: "Template hole",
        sources: "gip-inclusion/rdv-insertion#2260",
        tests: &["tests/it/incidents/numbers.rs row_29_no_message_with_a_hole_leaves"],
        shown: OnPhones(&[(Wrong::Hole, "a hole in the text")]),
    },
    Exhibit {
        row: 30,
        name: "Agents overloaded",
        sources: "chatwoot/chatwoot#1198, #11034, #13050",
        tests: &[
            "tests/it/threads.rs row_30_an_agent_holds_as_many_as_the_clinic_says_and_a_closed_one_makes_room",
        ],
        shown: Elsewhere("none of the three has agents"),
    },
    Exhibit {
        row: 31,
        name: "Local development",
        sources: "localstack/localstack#11263, #11565, #9861, PR#8754, ministackorg/ministack#958",
        tests: &["tests/it/smoke.rs a_booking_is_confirmed_reminded_and_answered"],
        shown: Elsewhere("none of the three runs on one machine with a clock to turn"),
    },
];
