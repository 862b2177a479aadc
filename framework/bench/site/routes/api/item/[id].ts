// An endpoint: JSON from a part of the path.
import type { Context } from 'vial'
import { createItem } from '../../../workload.ts'

export function GET({ params }: Context<'/api/item/[id]'>) {
  return createItem(params.id)
}
