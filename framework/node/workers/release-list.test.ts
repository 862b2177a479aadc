// Tests which releases are remembered.
import { describe, expect, it } from 'vitest'
import { createReleaseList } from './release-list.ts'

describe('createReleaseList()', () => {
  it('lists each release once, the newest last', () => {
    const releases = createReleaseList()
    releases.add('1')
    releases.add('2')

    expect(releases.add('1')).toEqual(['2', '1'])
  })

  it('forgets all but the last ten', () => {
    const releases = createReleaseList()
    for (let version = 1; version < 12; version++) releases.add(String(version))

    expect(releases.add('12')).toEqual(['3', '4', '5', '6', '7', '8', '9', '10', '11', '12'])
  })
})
