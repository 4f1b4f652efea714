import { spawn } from 'node:child_process'
import { once } from 'node:events'

interface Report {
  readonly findings: readonly { readonly name: string; readonly ok: boolean; readonly says: string }[]
}

/** What `npm run check` says of a configuration, and its exit code. */
export const doctor = async (
  file: string,
): Promise<{ readonly code: number | null; readonly report: Report }> => {
  const child = spawn(process.execPath, ['src/cli.ts', 'check', '--json', '--config', file], {
    stdio: 'pipe',
  })
  let out = ''
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()))
  await once(child, 'close')
  const report: Report = JSON.parse(out)
  return { code: child.exitCode, report }
}
