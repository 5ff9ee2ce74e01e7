#!/usr/bin/env python3
"""The roles' policies, by parliament and by rules of our own.

Parliament reads policies, not templates: references are replaced by what they may look like once deployed, and both
branches of a condition are looked at. Prints one line per finding; exits with 1 if there is any.
"""

import json
import re
import sys
from pathlib import Path

import yaml
from parliament import analyze_policy_string, enhance_finding

TEMPLATE = Path(__file__).parents[2] / "template.yaml"

# What parliament says and we know better, as (role, sid, issue), each with its reason above it.
WAIVED: set[tuple[str, str, str]] = {
    # It wants a resource of every kind that a model may be of; a model or a profile is what the parameter names.
    ("ConciergeRole", "-", "RESOURCE_MISMATCH"),
}

PSEUDO = {
    "AWS::AccountId": "123456789012",
    "AWS::Partition": "aws",
    "AWS::Region": "us-east-1",
    "AWS::StackName": "pulso",
    "AWS::URLSuffix": "amazonaws.com",
}

# The ARNs of what policies name, by type.
ARNS = {
    "AWS::DynamoDB::Table": "arn:aws:dynamodb:us-east-1:123456789012:table/{}",
    "AWS::IAM::Role": "arn:aws:iam::123456789012:role/{}",
    "AWS::KMS::Key": "arn:aws:kms:us-east-1:123456789012:key/{}",
    "AWS::Logs::LogGroup": "arn:aws:logs:us-east-1:123456789012:log-group:{}:*",
    "AWS::SQS::Queue": "arn:aws:sqs:us-east-1:123456789012:{}",
    "AWS::SecretsManager::Secret": "arn:aws:secretsmanager:us-east-1:123456789012:secret:{}",
}
# Of these, Ref is the ARN.
REF_IS_ARN = {"AWS::SecretsManager::Secret"}

# Parameters that stand in a role.
PARAMETERS = {"RephraseModel": "amazon.nova-lite"}


class Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms: !Sub x is {"Fn::Sub": x}."""


def short_form(loader, suffix, node):
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        return {name: value.split(".") if suffix == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}


Loader.add_multi_constructor("!", short_form)


class Resolver:
    """Replaces references by plausible values; one it does not know is an error, not a guess."""

    def __init__(self, resources):
        self.resources = resources

    def arn(self, name):
        return ARNS[self.resources[name]["Type"]].format(name)

    def ref(self, name):
        if name in PSEUDO or name in PARAMETERS:
            return PSEUDO.get(name) or PARAMETERS[name]
        return self.arn(name) if self.resources[name]["Type"] in REF_IS_ARN else name

    def sub(self, text):
        def value(match):
            name, _, attribute = match[1].partition(".")
            return self.arn(name) if attribute == "Arn" else self.ref(name)

        return re.sub(r"\$\{([^}]+)\}", value, text)

    def resolve(self, value):
        if isinstance(value, list):
            return [self.resolve(it) for it in value]
        if not isinstance(value, dict):
            return value
        match value:
            case {"Ref": name}:
                return self.ref(name)
            # The Id of a secret is its ARN.
            case {"Fn::GetAtt": [name, "Arn" | "Id"]}:
                return self.arn(name)
            case {"Fn::Sub": str(text)}:
                return self.sub(text)
        unknown = [key for key in value if key.startswith("Fn::")]
        if unknown:
            raise ValueError(f"{unknown[0]} in a policy: teach {__file__} what it stands for")
        return {key: self.resolve(it) for key, it in value.items()}


def policies(role):
    """A role's policies, those under a condition too."""
    for policy in role["Properties"].get("Policies", []):
        if "Fn::If" in policy:
            yield from (branch for branch in policy["Fn::If"][1:] if "PolicyName" in branch)
        else:
            yield policy


def listed(value):
    return value if isinstance(value, list) else [value]


def own_rules(name, role, statements):
    """What parliament lets pass and we do not."""
    if "ManagedPolicyArns" in role["Properties"]:
        yield "-", "managed policy"
    for statement in statements:
        sid = statement.get("Sid", "-")
        if any("*" in action for action in listed(statement["Action"])):
            yield sid, "wildcard in an action"
        if "*" in listed(statement["Resource"]):
            yield sid, "every resource"


def main():
    template = yaml.load(TEMPLATE.read_text(), Loader)
    resources = template["Resources"]
    resolver = Resolver(resources)
    roles = {name: it for name, it in resources.items() if it["Type"] == "AWS::IAM::Role"}
    findings, statements_seen = [], 0

    for name, role in roles.items():
        for policy in policies(role):
            document = resolver.resolve(policy["PolicyDocument"])
            statements = document["Statement"]
            statements_seen += len(statements)
            for sid, issue in own_rules(name, role, statements):
                findings.append((name, sid, issue, ""))
            for finding in analyze_policy_string(json.dumps(document)).findings:
                finding = enhance_finding(finding)
                sid = next((it.get("Sid", "-") for it in statements if it.get("Sid") in str(finding.location)), "-")
                findings.append((name, sid, finding.issue, f"{finding.title} {finding.detail}"))

    used = [it["Properties"]["Role"]["Fn::GetAtt"][0] for it in resources.values() if it["Type"].endswith("::Function")]
    for name in sorted({it for it in used if used.count(it) > 1}):
        findings.append((name, "-", "role of more than one function", ""))

    found = {it[:3] for it in findings}
    open_findings = [it for it in findings if it[:3] not in WAIVED]
    for name, sid, issue, detail in open_findings:
        print(f"{name}: {sid}: {issue} {detail}".rstrip())
    for waiver in sorted(WAIVED - found):
        print(f"{': '.join(waiver)}: waived, but not found any more")
    print(f"{len(roles)} roles, {statements_seen} statements, {len(open_findings)} findings")
    return 1 if open_findings or WAIVED - found else 0


if __name__ == "__main__":
    sys.exit(main())
