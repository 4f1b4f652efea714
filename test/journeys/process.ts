import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** For processes of ours: each compiles only what none has before, which is most of a short one's work. */
export const compiledOnce = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../../node_modules/.cache/latchkey-compiled', import.meta.url)),
}

export interface Running {
  readonly baseUrl: string
  readonly child: ChildProcess
  /** What went to standard output so far. */
  said(): string
  /** What went to standard error so far. */
  log(): string
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>
}

/** Starts one of our own commands as its users do, and waits for its ready line. */
export const startProcess = async (
  script: 'src/cli.ts' | 'src/main.ts',
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Running> => {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: root,
    env: { ...compiledOnce, ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  let said = ''
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()))
  child.stderr.on('data', (bytes: Buffer) => (log += bytes.toString()))
  const baseUrl = await ready(child, () => log)
  return {
    baseUrl,
    child,
    said: () => said,
    log: () => log,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit')
        child.kill('SIGTERM')
        await exited
      }
      // What kept it from an orderly end is in its log, and nowhere else.
      if (child.exitCode !== 0) process.stderr.write(`${script} ended with ${child.exitCode}:\n${log}`)
      return child.exitCode
    },
  }
}

const ready = (child: ChildProcess, log: () => string): Promise<string> =>
  new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error('standard output is not read')
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it was ready:\n${log()}`)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, url] = /^latchkey ready (\S+)$/.exec(line) ?? []
      if (url !== undefined) resolve(url)
    })
  })
