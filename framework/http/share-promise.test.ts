// Tests that a failure is never kept.
import { expect, it, vi } from 'vitest'
import { sharePromise } from './share-promise.ts'

it('starts once, and again after a failure', async () => {
  const start = vi.fn(async (name: string) => name)
  start.mockRejectedValueOnce(new Error('too many open files'))
  const open = sharePromise(start)

  const first = [open('a'), open('b')]
  for (const call of first) await expect(call).rejects.toThrow('too many open files')
  expect(start).toHaveBeenCalledTimes(1)
  expect(await open('c')).toBe('c')
  expect(await open('d')).toBe('c')
  expect(start).toHaveBeenCalledTimes(2)
})

it('lets a caller that has just seen the failure start again', async () => {
  const start = vi.fn(async () => 'open')
  start.mockRejectedValueOnce(new Error('down'))
  const open = sharePromise(start)

  expect(await open().catch(open)).toBe('open')
})
