import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { teamsPackage } from '../../manifest/package.ts'
import { teamsManifest, type TeamsCompany } from '../../manifest/teams.ts'

const company: TeamsCompany = {
  baseUrl: 'https://latchkey.corp.example',
  appId: '11111111-2222-4333-8444-555555555555',
  organisation: 'Corp',
  website: 'https://help.corp.example',
  privacy: 'https://corp.example/privacy',
  terms: 'https://corp.example/terms',
}

/** Microsoft's own schema of that version, as it comes with their manifest library. */
const validator = (version: string) => {
  const require = createRequire(import.meta.url)
  const file = `json-schemas/teams/v${version}/MicrosoftTeams.schema.json`
  const schema: Record<string, unknown> = JSON.parse(
    readFileSync(require.resolve('@microsoft/app-manifest').replace(/build\/.*/, `build/${file}`), 'utf8'),
  )
  delete schema['$schema']
  const ajv = new Ajv({ strict: false, validateSchema: false, allErrors: true })
  formats.default(ajv)
  const validate = ajv.compile(schema)
  return (manifest: unknown) => {
    validate(manifest)
    return (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message}`)
  }
}

describe('the Teams manifest', () => {
  const manifest = teamsManifest(company)
  const faults = validator(manifest.manifestVersion)

  test('is what Microsoft’s schema asks for', () => {
    expect(faults(manifest)).toEqual([])
  })

  test.each<[string, object]>([
    ['a bot id that is none', { bots: [{ ...manifest.bots[0], botId: 'latchkey' }] }],
    ['a scope that is none', { bots: [{ ...manifest.bots[0], scopes: ['everywhere'] }] }],
    ['a name that is too long', { name: { short: 'x'.repeat(31), full: 'x' } }],
    ['a page that is none', { developer: { ...manifest.developer, websiteUrl: 'corp.example' } }],
    ['no icons', { icons: undefined }],
  ])('the schema refuses %s', (_what, change) => {
    expect(faults({ ...manifest, ...change })).not.toEqual([])
  })

  test('asks for no permission, for personal chats and the team of the alert channel only', () => {
    expect(manifest.bots[0]?.scopes).toEqual(['personal', 'team'])
    for (const key of ['permissions', 'devicePermissions', 'webApplicationInfo', 'authorization'])
      expect(manifest).not.toHaveProperty(key)
  })
})

const be32 = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(at)

test('the package holds the manifest and two icons of the sizes that Teams asks for', () => {
  const files = unzipSync(teamsPackage(company))
  expect(Object.keys(files).toSorted()).toEqual(['color.png', 'manifest.json', 'outline.png'])
  expect(JSON.parse(new TextDecoder().decode(files['manifest.json']))).toEqual(teamsManifest(company))
  for (const [name, size, colour] of [
    ['color.png', 192, 2],
    ['outline.png', 32, 6],
  ] as const) {
    const png = files[name] ?? new Uint8Array(32)
    // PNG (ISO/IEC 15948) 11.2.2: width, height, depth, colour type; 6 = with transparency.
    expect([be32(png, 16), be32(png, 20), png[25]], name).toEqual([size, size, colour])
  }
  expect(teamsPackage(company)).toEqual(teamsPackage(company))
})
