import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A file of the project as the checks see it: planted ones look the same. `path` is relative, with `/`. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

export const isCode = (path: string): boolean => /\.(ts|js|cjs|py)$/.test(path)
export const isScript = (path: string): boolean => /\.(ts|js|cjs)$/.test(path)

/** Every text file that is tracked, or new and not ignored. */
export const projectFiles = (root: string): readonly SourceFile[] => {
  const listed = spawnSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (listed.status !== 0) throw new Error(`git cannot list the files: ${listed.stderr}`)
  return listed.stdout
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(root, path)))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
    .filter((file) => !file.text.includes('\0'))
}
