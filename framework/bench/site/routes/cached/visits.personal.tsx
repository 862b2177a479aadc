// The number of visits from the visitor's session.
import type { Context, PersonalProps } from 'vial'
import { personal } from 'vial'

export const loader = ({ session }: Context) => ({ visits: session.count ?? 0 })

export default personal(({ data }: PersonalProps<typeof loader>) => <b>Visits: {data.visits}</b>)
