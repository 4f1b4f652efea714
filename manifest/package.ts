import { readFileSync } from 'node:fs'
import { zipSync } from 'fflate'
import { teamsManifest, type TeamsCompany } from './teams.ts'

const icon = (name: string): Uint8Array => readFileSync(new URL(`icons/${name}`, import.meta.url))

/** The package that a Teams administrator uploads: manifest and both icons, nothing else. The same input, the same bytes. */
export const teamsPackage = (company: TeamsCompany): Uint8Array =>
  zipSync(
    {
      'manifest.json': new TextEncoder().encode(`${JSON.stringify(teamsManifest(company), null, 2)}\n`),
      'color.png': icon('color.png'),
      'outline.png': icon('outline.png'),
    },
    { mtime: new Date(2026, 0, 1) },
  )
