#!/usr/bin/python3
"""Fills the test domain, straight into its database while no server runs. usage: seed.py SMB_CONF BASE_DN

The people are the cases a reset must tell apart; svc-reset gets the delegated rights and nothing else."""
import sys
import time

import ldb
from samba.auth import system_session
from samba.dcerpc import security
from samba.ndr import ndr_pack, ndr_unpack
from samba.param import LoadParm
from samba.samdb import SamDB
from samba.sd_utils import SDUtils

conf, base = sys.argv[1:3]
lp = LoadParm()
lp.load(conf)
db = SamDB(session_info=system_session(), lp=lp)
sd = SDUtils(db)
realm = lp.get("realm").lower()
PEOPLE, SERVICE, GROUPS = (f"OU={name},{base}" for name in ("People", "Service", "Groups"))
ENGINEERING = f"OU=Engineering,{PEOPLE}"
PASSWORD = "Winter-Lake-2026"
DAY = 86400
ticks = lambda seconds: str(-seconds * 10_000_000)


def replace(dn, controls=(), **values):
    message = ldb.Message(ldb.Dn(db, dn))
    for name, value in values.items():
        name = name.replace("_", "-")
        message[name] = ldb.MessageElement(value, ldb.FLAG_MOD_REPLACE, name)
    db.modify(message, list(controls))


def person(account, name, parent=PEOPLE, password=PASSWORD, control=512, **more):
    dn = f"CN={name},{parent}"
    db.add({"dn": dn, "objectClass": "user", "sAMAccountName": account, "userPrincipalName": f"{account}@{realm}",
            "displayName": name, "unicodePwd": f'"{password}"'.encode("utf-16-le"), "userAccountControl": str(control),
            "mail": more.pop("mail", f"{account}@{realm}"), **more})
    return dn


def group(name, *members, parent=GROUPS):
    dn = f"CN={name},{parent}"
    db.add({"dn": dn, "objectClass": "group", "sAMAccountName": name, "groupType": str(-2147483646)})
    return join(dn, *members)


def join(dn, *members):
    for member in members:
        db.modify_ldif(f"dn: {dn}\nchangetype: modify\nadd: member\nmember: {member}\n")
    return dn


def policy(name, precedence, applies, length, history, complexity, lock=None, longest=30):
    threshold, minutes = lock or (0, 30)
    db.add({"dn": f"CN={name},CN=Password Settings Container,CN=System,{base}", "objectClass": "msDS-PasswordSettings",
            "msDS-PasswordSettingsPrecedence": str(precedence), "msDS-PasswordReversibleEncryptionEnabled": "FALSE",
            "msDS-PasswordHistoryLength": str(history), "msDS-PasswordComplexityEnabled": complexity,
            "msDS-MinimumPasswordLength": str(length), "msDS-MinimumPasswordAge": "0",
            "msDS-MaximumPasswordAge": ticks(longest * DAY) if longest else "-9223372036854775808",
            "msDS-LockoutThreshold": str(threshold), "msDS-LockoutObservationWindow": ticks(minutes * 60),
            "msDS-LockoutDuration": ticks(minutes * 60), "msDS-PSOAppliesTo": applies})


def sid(dn):
    return str(ndr_unpack(security.dom_sid, db.search(dn, scope=ldb.SCOPE_BASE, attrs=["objectSid"])[0]["objectSid"][0]))


# What a mid-size company runs.
replace(base, minPwdLength="12", pwdHistoryLength="24", minPwdAge=ticks(DAY), maxPwdAge=ticks(90 * DAY), pwdProperties="1",
        lockoutThreshold="5", lockoutDuration=ticks(1800), lockOutObservationWindow=ticks(1800))
for dn in (PEOPLE, SERVICE, GROUPS, ENGINEERING):
    db.add({"dn": dn, "objectClass": "organizationalUnit"})

alice = person("alice", "Alice Ito", mail="alice.ito@corp.example", employeeID="1001")
bob = person("bob", "Bob Núñez", mail="bob.nunez@corp.example", employeeID="1002")
carol = person("carol", "Carol (QA) O'Hara*", ENGINEERING, mail="carol.ohara@corp.example", employeeID="1003")
person("dave.disabled", "Dave Disabled", control=514)
person("erin.expired", "Erin Expired", accountExpires=str((int(time.time()) - DAY + 11644473600) * 10_000_000))
person("frank.locked", "Frank Locked")
grace = person("grace.oldpw", "Grace Oldpassword")
heidi = person("heidi.mustchange", "Heidi Mustchange")
ivan = person("ivan.nochange", "Ivan Nochange")
judy = person("judy.strict", "Judy Strict", password="Winter-Lake-2026-Strict!")
mallory = person("mallory.admin", "Mallory Admin")
oscar = person("oscar.nested", "Oscar Nested")
load = [person(f"load{i:02d}", f"Load User{i:02d}", ENGINEERING) for i in range(1, 41)]
svc = person("svc-reset", "svc-reset", SERVICE, "Svc-Reset-Lab-2026!", 512 | 65536)
person("svc-watch", "svc-watch", SERVICE, "Svc-Watch-Lab-2026!", 512 | 65536)

replace(heidi, pwdLastSet="0")
# An expired password cannot be made over LDAP (pwdLastSet takes 0 and -1 only): past the password module, with the bypass control.
replace(grace, ["local_oid:1.3.6.1.4.1.7165.4.3.12:0"], pwdLastSet="133000000000000000")

group("gg-all", group("gg-eng", group("gg-qa", carol), alice), bob)
policy("PSO-Strict", 10, group("gg-strict-pso", judy), length=20, history=10, complexity="TRUE", lock=(3, 15))
policy("PSO-ShortLife", 20, group("gg-shortlife-pso", grace), length=12, history=3, complexity="TRUE")
policy("PSO-Load", 30, group("gg-load-pso", *load), length=8, history=0, complexity="FALSE", longest=0)

# The delegation that `check` prints, and nothing more: for user objects below People.
S, USER = sid(svc), "bf967aba-0de6-11d0-a285-00aa003049e2"
for ace in (f"(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;{USER};{S})",
            f"(OA;CIIO;RPWP;28630ebf-41d5-11d1-a9c1-0000f80367c1;{USER};{S})",
            f"(OA;CIIO;RPWP;bf967a0a-0de6-11d0-a285-00aa003049e2;{USER};{S})"):
    sd.dacl_add_ace(PEOPLE, ace)
sd.dacl_add_ace(f"CN=Password Settings Container,CN=System,{base}", f"(OA;CIIO;RP;;3bcd9db8-f84b-451c-952f-6c52b81f9ec6;{S})")

# Mallory as a Windows controller shows an administrator: adminCount and the protected list of AdminSDHolder (Samba has
# no hourly round). Oscar is one by nesting only, and that round has not come: svc-reset could reset him.
admins = f"CN=Domain Admins,CN=Users,{base}"
join(admins, mallory, group("gg-tier0", oscar))
holder = db.search(f"CN=AdminSDHolder,CN=System,{base}", scope=ldb.SCOPE_BASE, attrs=["nTSecurityDescriptor"])[0]
descriptor = ndr_unpack(security.descriptor, holder["nTSecurityDescriptor"][0])
descriptor.type |= security.SEC_DESC_DACL_PROTECTED
replace(mallory, ["sd_flags:1:4"], nTSecurityDescriptor=ndr_pack(descriptor))
replace(mallory, adminCount="1")

# "User cannot change password".
for trustee in ("PS", "WD"):
    sd.dacl_add_ace(ivan, f"(OD;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;{trustee})")
