// What a program does with each client library; run by library-runner.mjs in a process of its own, because some of these
// libraries are ES modules alone. `send` gets the address of a test server and gives what the program sees.

import { Readable } from 'node:stream';

const json = { 'content-type': 'application/json' };
const plain = { 'content-type': 'text/plain' };

const UPLOADED = 'a body that comes in parts';
const upload = () => Readable.from(UPLOADED.split(/(?<= )/).map((part) => Buffer.from(part)));

const axiosPrograms = (load) => async () => {
  const axios = (await load()).default;
  return {
    json: async (url) => {
      const { status, data } = await axios.post(
        `${url}/echo?api_key=sentinel-query`,
        { question: 1 },
        auth(),
      );
      return [status, data];
    },
    failure: (url) => outcome(axios.get(`${url}/status/404`)),
    refusedConnection: () => outcome(axios.get('http://127.0.0.1:9/')),
    redirect: async (url) => (await axios.get(`${url}/redirect?to=/echo`)).data,
    gzip: async (url) => (await axios.get(`${url}/encoded/gzip`)).data.length,
    stream: async (url) => {
      const { data } = await axios.get(`${url}/events`, { responseType: 'stream' });
      return readAll(data);
    },
    upload: async (url) => (await axios.post(`${url}/echo`, upload(), { headers: plain })).data.body,
  };
};

const gotPrograms = (load) => async () => {
  const { got } = await load();
  const once = { retry: { limit: 0 } };
  return {
    json: async (url) => {
      const answer = await got.post(`${url}/echo?api_key=sentinel-query`, {
        json: { question: 1 },
        ...auth(),
        ...once,
      });
      return [answer.statusCode, JSON.parse(answer.body)];
    },
    failure: (url) => outcome(got(`${url}/status/404`, once)),
    refusedConnection: () => outcome(got('http://127.0.0.1:9/', once)),
    redirect: (url) => got(`${url}/redirect?to=/echo`, once).json(),
    gzip: async (url) => (await got(`${url}/encoded/gzip`, once)).body.length,
    stream: (url) => readAll(got.stream(`${url}/events`, once)),
    upload: async (url) =>
      (await got.post(`${url}/echo`, { body: upload(), headers: plain, ...once }).json()).body,
  };
};

const fetchPrograms = (load) => async () => {
  const { default: fetch } = await load();
  return {
    json: async (url) => {
      const answer = await fetch(`${url}/echo?api_key=sentinel-query`, {
        method: 'POST',
        body: '{"question":1}',
        headers: { ...json, ...auth().headers },
      });
      return [answer.status, await answer.json()];
    },
    failure: async (url) => (await fetch(`${url}/status/404`)).status,
    refusedConnection: () => outcome(fetch('http://127.0.0.1:9/')),
    redirect: async (url) => (await fetch(`${url}/redirect?to=/echo`)).json(),
    gzip: async (url) => (await (await fetch(`${url}/encoded/gzip`)).text()).length,
    stream: async (url) => readAll((await fetch(`${url}/events`)).body),
    upload: async (url) => {
      const answer = await fetch(`${url}/echo`, { method: 'POST', body: upload(), headers: plain });
      return (await answer.json()).body;
    },
  };
};

const superagentPrograms = (load) => async () => {
  const request = (await load()).default;
  return {
    json: async (url) => {
      const answer = await request
        .post(`${url}/echo?api_key=sentinel-query`)
        .set(auth().headers)
        .send({ question: 1 });
      return [answer.status, answer.body];
    },
    failure: (url) => outcome(request.get(`${url}/status/404`)),
    refusedConnection: () => outcome(request.get('http://127.0.0.1:9/')),
    redirect: async (url) => (await request.get(`${url}/redirect?to=/echo`)).body,
    gzip: async (url) => (await request.get(`${url}/encoded/gzip`)).text.length,
    stream: (url) => {
      const parts = [];
      return new Promise((resolve, reject) => {
        request
          .get(`${url}/events`)
          .buffer(false)
          .parse((response, done) => {
            response.on('data', (part) => parts.push(part)).on('end', () => done(null, ''));
          })
          .end((error) => (error ? reject(error) : resolve(Buffer.concat(parts).toString())));
      });
    },
    upload: async (url) => {
      const file = Buffer.from(UPLOADED);
      return (await request.post(`${url}/echo`).attach('file', file, 'file.txt')).body.body.includes(
        UPLOADED,
      );
    },
    callback: (url) =>
      new Promise((resolve, reject) => {
        request.get(`${url}/echo`).end((error, answer) => (error ? reject(error) : resolve(answer.body)));
      }),
  };
};

const kyPrograms = (load) => async () => {
  const { default: ky } = await load();
  const once = { retry: 0 };
  return {
    json: async (url) => {
      const answer = await ky.post(`${url}/echo?api_key=sentinel-query`, {
        json: { question: 1 },
        ...auth(),
        ...once,
      });
      return [answer.status, await answer.json()];
    },
    failure: (url) => outcome(ky(`${url}/status/404`, once)),
    refusedConnection: () => outcome(ky('http://127.0.0.1:65534/', once)),
    redirect: (url) => ky(`${url}/redirect?to=/echo`, once).json(),
    gzip: async (url) => (await ky(`${url}/encoded/gzip`, once).text()).length,
    stream: async (url) => readAll((await ky(`${url}/events`, once)).body),
    upload: async (url) => {
      const body = Readable.toWeb(upload());
      return (await ky.post(`${url}/echo`, { body, duplex: 'half', headers: plain, ...once }).json()).body;
    },
  };
};

const undiciPrograms = (load) => async () => {
  const { Client, request } = await load();
  return {
    json: async (url) => {
      const answer = await request(`${url}/echo?api_key=sentinel-query`, {
        method: 'POST',
        body: '{"question":1}',
        headers: { ...json, ...auth().headers },
      });
      return [answer.statusCode, await answer.body.json()];
    },
    failure: async (url) => (await request(`${url}/status/404`)).statusCode,
    refusedConnection: () => outcome(request('http://127.0.0.1:9/')),
    stream: async (url) => readAll((await request(`${url}/events`)).body),
    upload: async (url) => {
      const answer = await request(`${url}/echo`, { method: 'POST', body: upload(), headers: plain });
      return (await answer.body.json()).body;
    },
    callback: (url) =>
      new Promise((resolve, reject) => {
        const client = new Client(url);
        client.request({ method: 'GET', path: '/echo' }, (error, answer) => {
          if (error) reject(error);
          else resolve(answer.body.json());
        });
      }),
  };
};

const openaiPrograms = (load) => async () => {
  const OpenAI = (await load()).default;
  const client = (url) => new OpenAI({ apiKey: 'sentinel-key', baseURL: `${url}/openai`, maxRetries: 0 });
  const chat = { model: 'gpt-4', messages: [{ role: 'user', content: 'question' }] };
  return {
    json: async (url) => (await client(url).chat.completions.create(chat)).choices[0].message.content,
    failure: (url) => outcome(client(`${url}/status/404?`).chat.completions.create(chat)),
    refusedConnection: () => outcome(client('http://127.0.0.1:65534').chat.completions.create(chat)),
    stream: async (url) => {
      const parts = [];
      for await (const part of await client(url).chat.completions.create({ ...chat, stream: true })) {
        parts.push(part.choices[0]?.delta.content);
      }
      return parts;
    },
  };
};

const anthropicPrograms = (load) => async () => {
  const Anthropic = (await load()).default;
  const client = (url) =>
    new Anthropic({ apiKey: 'sentinel-key', baseURL: `${url}/anthropic`, maxRetries: 0 });
  const message = { model: 'claude', max_tokens: 10, messages: [{ role: 'user', content: 'question' }] };
  return {
    json: async (url) => (await client(url).messages.create(message)).content[0].text,
    failure: (url) => outcome(client(`${url}/status/404?`).messages.create(message)),
    refusedConnection: () => outcome(client('http://127.0.0.1:65534').messages.create(message)),
    stream: async (url) => {
      const parts = [];
      for await (const event of await client(url).messages.create({ ...message, stream: true })) {
        parts.push(event.delta?.text ?? event.type);
      }
      return parts;
    },
  };
};

/** By the name under which each library is installed here. */
export const LIBRARIES = {
  axios: axiosPrograms(() => import('axios')),
  axios0: axiosPrograms(() => import('axios0')),
  got: gotPrograms(() => import('got')),
  got13: gotPrograms(() => import('got13')),
  'node-fetch': fetchPrograms(() => import('node-fetch')),
  'node-fetch2': fetchPrograms(() => import('node-fetch2')),
  ky: kyPrograms(() => import('ky')),
  superagent: superagentPrograms(() => import('superagent')),
  superagent9: superagentPrograms(() => import('superagent9')),
  undici: undiciPrograms(() => import('undici')),
  undici6: undiciPrograms(() => import('undici6')),
  openai: openaiPrograms(() => import('openai')),
  openai5: openaiPrograms(() => import('openai5')),
  '@anthropic-ai/sdk': anthropicPrograms(() => import('@anthropic-ai/sdk')),
  'anthropic-sdk0': anthropicPrograms(() => import('anthropic-sdk0')),
};

function auth() {
  return { headers: { authorization: 'Bearer sentinel-header' } };
}

async function readAll(body) {
  const parts = [];
  for await (const part of body) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString();
}

async function outcome(promise) {
  try {
    await promise;
    return 'no error';
  } catch (error) {
    const causes = [];
    for (let next = error.cause; next instanceof Error; next = next.cause) causes.push(next.message);
    return [error.name, error.code, error.message, ...causes];
  }
}
