import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { parsed } from '../../src/story/record.ts'
import { service, type ReplicaSpec } from './service.ts'

/**
 * A replica as a process of its own: waits for its orders, one line of JSON on standard input, so that it can stand by
 * with everything loaded; says `ready`, and serves until it is killed or its input closes.
 */
const lines = createInterface({ input: process.stdin })
const [line] = await once(lines, 'line')
const { app } = await service(parsed<ReplicaSpec>(String(line)))
process.stdout.write('ready\n')
process.on('SIGTERM', () => void app.stop().then(() => process.exit(0)))
lines.on('close', () => process.exit(0))
