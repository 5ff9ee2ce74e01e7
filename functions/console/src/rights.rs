//! What somebody may do: one table over roles and operations, for accounts and keys alike.
//!
//! An address is nothing but [`Operation`]s, and each of them names its roles: a new one without does not compile.

use frame::http::Response;
use serde::Serialize;

/// What a person or a system is there for at a clinic. Of several the last one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    /// A telephone system: says who called.
    Calls,
    /// The clinic's own system: tells what happens, and reads what became of it; nothing that patients wrote.
    Events,
    /// Sees everything and changes nothing.
    Reader,
    /// Works with patients: conversations, follow-ups, the agenda.
    Agent,
    /// Everything: also what reaches all patients at once, and what systems tell.
    Manager,
}

impl Role {
    const ALL: [Self; 5] = [Self::Calls, Self::Events, Self::Reader, Self::Agent, Self::Manager];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Events => "events",
            Self::Reader => "reader",
            Self::Agent => "agent",
            Self::Manager => "manager",
        }
    }

    /// Whether it may do that; else the refusal, which says whose it is to do.
    pub(crate) fn may(self, operation: Operation) -> Result<(), Response> {
        let roles = operation.roles();
        if roles.contains(&self) {
            return Ok(());
        }
        let names: Vec<&str> = roles.iter().map(|it| it.as_str()).collect();
        let message = format!("this takes the role {}, and yours is {}", names.join(" or "), self.as_str());
        Err(Response::error(403, "role_needed", &message))
    }
}

/// Reads which clinic is opened and how far: `sol` wholly, `sol/reader` as that role. A role that is not known opens
/// nothing; no clinic's id has a slash.
pub(crate) fn granted(text: &str) -> Option<(&str, Role)> {
    let Some((clinic, name)) = text.split_once('/') else { return Some((text, Role::Manager)) };
    Role::ALL.into_iter().find(|it| it.as_str() == name).map(|role| (clinic, role))
}

/// What can be asked of a clinic, by its name in the interface's description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    PostEvents,
    PostAgenda,
    LaunchCampaign,
    PostFhir,
    PostHl7,
    DeflectCall,
    GetClinic,
    ListCases,
    GetCase,
    ExplainCase,
    GetMessage,
    ListThreads,
    GetThread,
    ActOnThread,
    Find,
    GetReport,
    GetSenders,
    GetPause,
    Pause,
    Resume,
    GetScores,
    ListAnswers,
    GetSurvey,
    ListTickets,
    GetTicket,
    ChangeTicket,
}

impl Operation {
    /// Those of an address, each with its method; none: there is no such address.
    pub(crate) fn at(path: &[&str]) -> &'static [(&'static str, Self)] {
        match path {
            ["v1", "events"] => &[("POST", Self::PostEvents)],
            ["v1", "agenda"] => &[("POST", Self::PostAgenda)],
            ["v1", "campaigns", _] => &[("POST", Self::LaunchCampaign)],
            ["v1", "fhir"] => &[("POST", Self::PostFhir)],
            ["v1", "hl7"] => &[("POST", Self::PostHl7)],
            ["v1", "calls"] => &[("POST", Self::DeflectCall)],
            ["v1", "clinic"] => &[("GET", Self::GetClinic)],
            ["v1", "cases"] => &[("GET", Self::ListCases)],
            ["v1", "cases", _] => &[("GET", Self::GetCase)],
            ["v1", "cases", _, "why"] => &[("GET", Self::ExplainCase)],
            ["v1", "messages", _] => &[("GET", Self::GetMessage)],
            ["v1", "threads"] => &[("GET", Self::ListThreads)],
            ["v1", "threads", _] => &[("GET", Self::GetThread)],
            ["v1", "threads", _, _] => &[("POST", Self::ActOnThread)],
            ["v1", "find"] => &[("POST", Self::Find)],
            ["v1", "report"] => &[("GET", Self::GetReport)],
            ["v1", "senders"] => &[("GET", Self::GetSenders)],
            ["v1", "pause"] => &[("GET", Self::GetPause), ("POST", Self::Pause)],
            ["v1", "resume"] => &[("POST", Self::Resume)],
            ["v1", "surveys"] => &[("GET", Self::GetScores)],
            ["v1", "surveys", "answers"] => &[("GET", Self::ListAnswers)],
            ["v1", "surveys", _] => &[("GET", Self::GetSurvey)],
            ["v1", "tickets"] => &[("GET", Self::ListTickets)],
            ["v1", "tickets", _] => &[("GET", Self::GetTicket), ("POST", Self::ChangeTicket)],
            _ => &[],
        }
    }

    /// Who may do it.
    const fn roles(self) -> &'static [Role] {
        use Role::{Agent, Calls, Events, Manager, Reader};
        match self {
            Self::GetClinic => &[Calls, Events, Reader, Agent, Manager],
            Self::DeflectCall => &[Calls, Agent, Manager],
            Self::PostEvents | Self::PostFhir | Self::PostHl7 => &[Events, Manager],
            Self::PostAgenda => &[Events, Agent, Manager],
            Self::ListCases | Self::GetCase | Self::ExplainCase => &[Events, Reader, Agent, Manager],
            Self::GetMessage
            | Self::ListThreads
            | Self::GetThread
            | Self::Find
            | Self::GetReport
            | Self::GetSenders
            | Self::GetPause
            | Self::GetScores
            | Self::ListAnswers
            | Self::GetSurvey
            | Self::ListTickets
            | Self::GetTicket => &[Reader, Agent, Manager],
            Self::ActOnThread | Self::ChangeTicket => &[Agent, Manager],
            Self::LaunchCampaign | Self::Pause | Self::Resume => &[Manager],
        }
    }

    /// Whether it is a command of staff or of a telephone system.
    pub(crate) const fn is_command(self) -> bool {
        matches!(
            self,
            Self::DeflectCall
                | Self::Find
                | Self::Pause
                | Self::Resume
                | Self::ActOnThread
                | Self::ChangeTicket
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clinic_alone_is_opened_wholly_and_an_unknown_role_opens_nothing() {
        assert_eq!(granted("sol"), Some(("sol", Role::Manager)));
        for role in Role::ALL {
            assert_eq!(granted(&format!("sol/{}", role.as_str())), Some(("sol", role)));
        }
        for nothing in ["sol/", "sol/boss", "sol/Reader", "sol/reader/", "sol/agent/reader", "/", "/sol"] {
            assert_eq!(granted(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_refusal_says_whose_it_is_to_do() {
        assert_eq!(Role::Manager.may(Operation::Pause), Ok(()));
        let refused = |role: Role, operation| role.may(operation).err().map(|it| (it.status_code, it.body));
        let body = |words: &str| format!(r#"{{"error":{{"code":"role_needed","message":"{words}"}}}}"#);
        assert_eq!(
            refused(Role::Reader, Operation::ActOnThread),
            Some((403, body("this takes the role agent or manager, and yours is reader")))
        );
        assert_eq!(
            refused(Role::Agent, Operation::Pause),
            Some((403, body("this takes the role manager, and yours is agent")))
        );
    }
}
