import { writeFileSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'
import { teamsPackage } from '../manifest/package.ts'
import { slackManifest } from '../manifest/slack.ts'

const baseUrl = (value: string): string => {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url?.protocol !== 'https:' || url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw new InvalidArgumentError('Write scheme and host, as in https://latchkey.corp.example.')
  return url.origin
}
const page = (value: string): string => {
  if (URL.canParse(value) && new URL(value).protocol === 'https:') return value
  throw new InvalidArgumentError('Write an https address.')
}
const guid = (value: string): string => {
  if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value)) return value.toLowerCase()
  throw new InvalidArgumentError('Write the application (client) id that Entra shows for the bot.')
}
const name = (value: string): string => {
  if (value.trim() !== '' && value.length <= 32) return value
  throw new InvalidArgumentError('Write a name of at most 32 characters.')
}

interface Company {
  readonly baseUrl: string
  readonly appId: string
  readonly organisation: string
  readonly website: string
  readonly privacy?: string
  readonly terms?: string
  readonly out: string
}

/** `manifest slack` and `manifest teams`: what an administrator gives to the platform to install the app (manifest/README.md). */
export const manifestCommands = (program: Command): void => {
  const manifest = program.command('manifest').description('what Slack or Teams is given to install the app')
  const where = ['--base-url <url>', 'where people’s browsers reach the service', baseUrl] as const
  manifest
    .command('slack')
    .description('print the Slack app manifest')
    .requiredOption(...where)
    .option('--oauth', 'for several workspaces or an Enterprise organisation, installed by a link')
    .option('--socket', 'for a service that Slack cannot reach: it opens a socket to Slack')
    .action(({ baseUrl: url, oauth, socket }: { baseUrl: string; oauth?: true; socket?: true }) => {
      if (oauth && socket) throw new InvalidArgumentError('Choose --oauth or --socket.')
      const mode = socket ? 'socket' : oauth ? 'oauth' : 'http'
      process.stdout.write(`${JSON.stringify(slackManifest(mode, url), null, 2)}\n`)
    })
  manifest
    .command('teams')
    .description('write the Teams app package')
    .requiredOption(...where)
    .requiredOption('--app-id <guid>', 'the bot’s application id in Entra', guid)
    .requiredOption('--organisation <name>', 'who runs this, as people read it in Teams', name)
    .requiredOption('--website <url>', 'your help page', page)
    .option('--privacy <url>', 'your privacy notice (else the help page)', page)
    .option('--terms <url>', 'your terms of use (else the help page)', page)
    .option('--out <file>', 'where to write it', 'latchkey-teams.zip')
    .action(({ privacy, terms, out, ...company }: Company) => {
      const { website } = company
      writeFileSync(out, teamsPackage({ ...company, privacy: privacy ?? website, terms: terms ?? website }))
      process.stdout.write(`wrote ${out}\n`)
    })
}
