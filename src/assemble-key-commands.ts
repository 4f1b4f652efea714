import { resolve } from 'node:path'
import type { Command } from 'commander'
import { keyStatus, rotateKeys } from './assemble-keys.ts'
import { withTools } from './assemble-tools.ts'
import { newKeyFile } from './keys/new-key-file.ts'
import { Fault } from './story/errors.ts'

const configFile = ['--config <file>', 'the configuration file (else LATCHKEY_CONFIG)'] as const
const print = (line: string): void => void process.stdout.write(`${line}\n`)

/** `keys new`, `keys status`, `keys rotate`: the order they are used in is told in docs/keys.md. */
export const keyCommands = (program: Command): void => {
  const keys = program.command('keys').description('change the keys that seal what is stored (docs/keys.md)')
  keys
    .command('new <file>')
    .description('write a fresh key to a new file, and say how to add it')
    .action((file: string) => {
      process.exitCode = made(file) ? 0 : 1
    })
  keys
    .command('status')
    .description('say how much rests on which key, and which may be removed')
    .option(...configFile)
    .action(async ({ config }: { config?: string }) => {
      process.exitCode = await withTools(config, async (tools) => keyStatus(tools, print))
    })
  keys
    .command('rotate')
    .description('move everything stored to the first key, while the service runs')
    .option(...configFile)
    .option('--lost <id...>', 'delete what rests on a key whose file is lost for good')
    .action(async ({ config, lost = [] }: { config?: string; lost?: string[] }) => {
      process.exitCode = await withTools(config, async (tools) => rotateKeys(tools, lost, print))
    })
}

const made = (file: string): boolean => {
  try {
    newKeyFile(file)
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause
    process.stderr.write(`latchkey: ${cause.message}\n`)
    return false
  }
  print(`wrote ${resolve(file)}, readable for you alone`)
  print(
    'Next: 1. add it at the END of keys in every process, with an id never used before, and restart each:',
  )
  print(`         - { id: <a new id>, file: ${file} }`)
  print('      2. move it to the FRONT of keys in every process, and restart each')
  print('      3. npm run keys -- rotate')
  print('      4. remove the old key once `npm run keys -- status` says that it may be removed')
  return true
}
