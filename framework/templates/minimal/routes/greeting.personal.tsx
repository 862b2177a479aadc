// Greets the visitor by name. Read the session in a personal part so that the page around it can be cached.
import { type PersonalProps, personal } from 'vial'

export default personal(({ session }: PersonalProps) => (
  <>{session.name ? `Hello, ${session.name}!` : 'Hello!'}</>
))
