import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { listOf } from '../support/talk.ts'
import { get, post, type Address } from './address.ts'
import { platform } from './desk.ts'
import type { ReplicaSpec } from './service.ts'

const script = fileURLToPath(new URL('./replica.ts', import.meta.url))

/** A replica that runs, or did. */
export class Replica {
  readonly spec: ReplicaSpec
  readonly #child: ChildProcess
  readonly #said: () => string

  constructor(spec: ReplicaSpec, child: ChildProcess, said: () => string) {
    this.spec = spec
    this.#child = child
    this.#said = said
  }

  get dead(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /** What it logged. */
  get log(): string {
    return this.#said()
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.dead) return
    const gone = once(this.#child, 'exit')
    this.#child.kill(signal)
    await gone
  }

  pause(): void {
    this.#child.kill('SIGSTOP')
  }

  resume(): void {
    this.#child.kill('SIGCONT')
  }

  /** An order to the running replica: `forward`, `arm`, `points`. */
  async order(name: string, body = ''): Promise<unknown> {
    const got = await post(this.address, `/${platform}/${name}`, body)
    return JSON.parse(got.body)
  }

  /** This very one, whatever stands before it. */
  get address(): Address {
    const { port, baseUrl } = this.spec
    return { baseUrl, port: () => port }
  }

  /** Whether it would be sent people, and what it says is not as it should be. */
  async ready(): Promise<{ readonly status: number; readonly text: string }> {
    const { status, body } = await get(this.address, '/readyz')
    return { status, text: body }
  }

  /** What it did to the outside since it was armed. */
  async points(): Promise<readonly string[]> {
    return listOf(await this.order('points'))
  }
}

/** A process with everything loaded, waiting to be told what it is. */
export interface StandBy {
  begin(spec: ReplicaSpec): Promise<Replica>
  leave(): void
}

export const standBy = (): StandBy => {
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'pipe'] })
  let said = ''
  // That it is gone is told by its exit; a broken pipe as well would end the whole run.
  child.stdin.on('error', (fault) => (said += `${fault.message}\n`))
  child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()))
  return {
    leave: () => void child.kill('SIGKILL'),
    begin: async (spec) => {
      const ready = new Promise<void>((resolve, reject) => {
        child.once('exit', (code, signal) => {
          // One that was to die may do so before it serves.
          if (spec.dies !== undefined && signal === 'SIGKILL') resolve()
          else reject(new Error(`a replica ended with ${code}:\n${said}`))
        })
        createInterface({ input: child.stdout }).once('line', () => resolve())
      })
      child.stdin.write(`${JSON.stringify(spec)}\n`)
      await ready
      return new Replica(spec, child, () => said)
    },
  }
}
