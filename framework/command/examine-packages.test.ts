import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { examinePackages } from './examine-packages.ts'
import type { Project } from '../build/project/project.ts'

it('reports packages that a site needs and does not have, but not optional ones', async () => {
  const root = await mkdtemp(join(tmpdir(), 'vial-packages-'))
  onTestFinished(() => rm(root, { recursive: true }))
  const results = examinePackages({ site: { options: { root } } } as Project)

  const missing = results.filter(({ message }) => message.startsWith('Not installed.'))
  expect(missing.map(({ subject }) => subject).sort()).toEqual(['preact', 'vite'])
})
