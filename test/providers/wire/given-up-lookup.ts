/** A process that gives a request up while its name is looked up. The name is found then, and the process has nothing left to do. */
import { sendRequest } from '../../../src/providers/wire/send-request.js';
import { installLateNameServer } from './late-name-server.js';

const [url = ''] = process.argv.slice(2);
const nameServer = installLateNameServer();
const answer = await sendRequest({ url, headers: {}, body: {}, timeoutMs: 200 }, fetch);
nameServer.answer();
process.stdout.write(JSON.stringify(answer));
