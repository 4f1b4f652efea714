import { spawn } from 'node:child_process'
import { Command } from 'commander'
import { activityCommands } from './assemble-activity-commands.ts'
import { check } from './assemble-check.ts'
import { demonstration } from './assemble-demo.ts'
import { run, serve } from './assemble-serve.ts'
import { backupCommands } from './assemble-backup-commands.ts'
import { keyCommands } from './assemble-key-commands.ts'
import { manifestCommands } from './assemble-manifest-commands.ts'
import { bootstrapCommand } from './assemble-bootstrap-command.ts'
import { policyCommand } from './assemble-policy-command.ts'
import { unfreezeCommand } from './assemble-unfreeze-command.ts'
import { logger } from './lib/log.ts'

const program = new Command('latchkey').description('Lets locked-out employees back in, safely.')
const configFile = ['--config <file>', 'the configuration file (else LATCHKEY_CONFIG)'] as const

program
  .command('serve')
  .description('serve chats and pages until stopped')
  .option(...configFile)
  .action(({ config }: { config?: string }) => serve(config === undefined ? {} : { file: config }))

program
  .command('demo')
  .description('the playground: everything in one browser page, with nothing installed')
  .option(...configFile)
  .option('--no-open', 'do not open a browser')
  .action(async ({ config: file, open }: { config?: string; open: boolean }) => {
    const log = logger(undefined, process.env['LOG_LEVEL'] ?? 'warn')
    const { config, build } = demonstration(file, log)
    await run(log, config, build)
    if (open) openBrowser(config.baseUrl)
  })

program
  .command('talk')
  .description('the bot in this terminal, over the demonstration')
  .action(async () => {
    const { inTerminal } = await import('./assemble-talk.ts')
    await inTerminal()
  })

program
  .command('check')
  .description('probe everything that is configured and say how to mend what is wrong')
  .option(...configFile)
  .option('--json', 'one JSON document instead of lines')
  .action(async ({ config, json }: { config?: string; json?: boolean }) => {
    process.exitCode = (await check(config, json === true)) ? 0 : 1
  })

keyCommands(program)
backupCommands(program)
unfreezeCommand(program)
policyCommand(program)
activityCommands(program)
bootstrapCommand(program)
manifestCommands(program)

await program.parseAsync()

/** A browser that cannot be opened is no fault: the address stands in the ready line. */
function openBrowser(url: string): void {
  const commands: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', win32: 'explorer' }
  const command = commands[process.platform] ?? 'xdg-open'
  spawn(command, [url], { stdio: 'ignore', detached: true })
    .on('error', () => console.error(`Open ${url} in a browser.`))
    .unref()
}
