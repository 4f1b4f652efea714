import { Keyring } from '../lib/keys.ts'
import { Fault } from '../story/errors.ts'
import { readKey } from './key-file.ts'
import { exposure, missingFault, readFromDisk, type ReadFile } from './secret-file.ts'

/** A key that is kept for backups alone, out of the file that `--key` names. `Fault` ERR_CONFIG when it cannot be one, or others may read it. */
export const readBackupKey = (path: string, readFile: ReadFile = readFromDisk): Keyring => {
  const file = readFile(path)
  if ('missing' in file) throw refused(missingFault('--key', path, file.missing))
  const exposed = exposure('--key', path, file)
  if (exposed !== undefined && 'fault' in exposed) throw refused(exposed.fault)
  const read = readKey(file.bytes)
  if (!('key' in read)) throw refused(read)
  return new Keyring([{ id: 'backup-key', bytes: read.key }])
}

const refused = ({ says, fix }: { readonly says: string; readonly fix: string }): Fault =>
  new Fault('ERR_CONFIG', `--key ${says}: ${fix}`)
