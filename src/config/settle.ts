import { resolve } from 'node:path'
import { getCACertificates } from 'node:tls'
import { Keyring } from '../lib/keys.ts'
import { Secret } from '../lib/secret.ts'
import { settledActivity } from './activity.ts'
import { settledAlerts } from './alerts.ts'
import type { Config, DirectoryConfig, StoreConfig } from './port.ts'
import { settledGeo } from './geo.ts'
import { settleTeams } from './teams.ts'
import type { Env } from './environment.ts'
import type { Files } from './read-files.ts'
import type { Written } from './schema.ts'
import { settledPolicy } from './policy.ts'
import { settledSlack } from './slack.ts'

/** The checked keys and the files they name, as one value for the house. */
export const settle = (written: Written, files: Files, dir: string, demo: boolean, env: Env): Config => {
  const { listen, trustedProxies, store, mail, webauthn, policy, teams } = written
  return {
    demo,
    baseUrl: new URL(written.baseUrl).origin,
    listen,
    trustedProxies,
    store: storeOf(store),
    keys: new Keyring(files.keys),
    directory: directoryOf(written.directory, files),
    ...(mail === undefined ? {} : { mail: { url: new Secret(mail.url), from: mail.from } }),
    ...(webauthn === undefined ? {} : { webauthn: { allowed: webauthn.allowed, roots: files.roots ?? '' } }),
    ...teamsOf(teams, files, env),
    ...(written.slack === undefined
      ? {}
      : { slack: settledSlack(written.slack, (name) => files.slack.get(name)) }),
    ...(written.activity && {
      activity: settledActivity(written.activity, (key) => files.activity.get(key)),
    }),
    ...(written.geo === undefined ? {} : { geo: settledGeo(written.geo, dir) }),
    audit: { file: resolve(dir, written.audit.file) },
    timeZone: written.timeZone,
    alerts: settledAlerts(written.alerts, written.timeZone),
    helpdesk: {
      ...(written.helpdesk.phone === undefined ? {} : { phone: written.helpdesk.phone }),
      ...(written.helpdesk.url === undefined ? {} : { url: written.helpdesk.url }),
      groups: written.helpdesk.groups,
    },
    limits: written.limits,
    policy: settledPolicy(policy),
  }
}

const teamsOf = (
  written: Written['teams'],
  files: Files,
  env: Env,
): Pick<Config, 'teams' | 'teamsEmulator'> => {
  if (written === undefined) return {}
  if (written.emulator === true) return { teamsEmulator: true }
  return { teams: settleTeams(written, files.teams, env) }
}

const storeOf = (written: Written['store']): StoreConfig =>
  written.kind === 'memory'
    ? written
    : {
        kind: written.kind,
        url: new Secret(written.url),
        sentinels: written.sentinels.map((address) => new Secret(address)),
      }

const directoryOf = (written: Written['directory'], files: Files): DirectoryConfig => {
  if (written.kind === 'memory') return written
  if (files.bindPassword === undefined) throw new TypeError('a checked configuration has a bind password')
  const { urls, bindDn, baseDn, people, matchBy, denyGroups } = written
  const reached = {
    urls,
    bindDn,
    baseDn,
    people: people ?? baseDn,
    matchBy,
    denyGroups,
    bindPassword: files.bindPassword,
    ca: files.ca ?? getCACertificates('default').join('\n'),
  }
  if (written.kind === 'active-directory') return { kind: written.kind, ...reached, history: written.history }
  const { kind, defaultPolicyDn, accesslogDn } = written
  return { kind, ...reached, defaultPolicyDn, ...(accesslogDn === undefined ? {} : { accesslogDn }) }
}
