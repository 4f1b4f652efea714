import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { second } from '../lib/clock.ts'
import { Keyring } from '../lib/keys.ts'
import { usualAlerts } from './alerts.ts'
import { usualLimits } from '../limits/port.ts'
import type { Config } from './port.ts'

/**
 * Everything the demonstration needs with nothing installed: records and people in memory, a key that dies with
 * the process, an audit file in a fresh private directory below the system's temporary one.
 */
export const demoConfig = (port: number): Config => ({
  demo: true,
  baseUrl: `http://localhost:${port}`,
  listen: { host: '127.0.0.1', port },
  trustedProxies: [],
  store: { kind: 'memory' },
  keys: new Keyring([{ id: 'demo', bytes: randomBytes(32) }]),
  directory: { kind: 'memory' },
  audit: { file: join(mkdtempSync(join(tmpdir(), 'latchkey-demo-')), 'audit.jsonl') },
  // It runs on its reader's own machine.
  timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
  // Whoever looks at it waits for nothing.
  alerts: { ...usualAlerts, everyMs: 0, lockoutsMs: second },
  helpdesk: { phone: '+1 555 0100', url: 'https://help.corp.example' },
  limits: usualLimits,
  policy: {
    coolingHours: 72,
    minLength: 15,
    issuer: 'Latchkey demo',
    volatileStore: true,
    rules: [],
    approvers: [],
    loosenings: [],
    totpInChat: false,
  },
})
