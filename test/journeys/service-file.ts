import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inject } from 'vitest'
import { stringify } from 'yaml'

/**
 * The configuration of a service in `dir` with this `directory` section. `database` is one of Redis for it alone: two
 * services with different keys would take each other's records for forgeries. `more` is what else stands in it.
 */
export const serviceFile = async (
  dir: string,
  port: number,
  database: number,
  directory: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> => {
  const key = join(dir, 'key')
  await writeFile(key, randomBytes(32).toString('base64'), { mode: 0o600 })
  const file = join(dir, 'latchkey.yaml')
  const whole = {
    baseUrl: `http://localhost:${port}`,
    listen: { host: '127.0.0.1', port },
    store: { kind: 'redis', url: new URL(`/${database}`, inject('redisUrl')).href },
    keys: [{ id: 'test', file: key }],
    directory,
    audit: { file: join(dir, 'audit.jsonl') },
    helpdesk: { phone: '+1 555 0100' },
    ...more,
  }
  await writeFile(file, stringify(whole))
  return file
}
