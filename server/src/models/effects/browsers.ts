// Browsers that the code drives: what they load and print is read; what is clicked and typed into somebody's page is not known.
import type { EffectModel } from '../schema.ts';

export const browsers = {
  format: 1,
  package: ['puppeteer', 'puppeteer-core', 'puppeteer-extra', 'playwright', 'playwright-core', 'rebrowser-puppeteer', 'rebrowser-playwright'],
  types: {
    Launcher: ['Package', 'Package.Member[addExtra].ReturnValue', 'Package.Member[chromium,firefox,webkit]'],
    Browser: ['Launcher.Member[launch,connect,connectOverCDP,launchPersistentContext].ReturnValue', 'Browser'],
    Context: [
      'Browser.Member[newContext,createBrowserContext,createIncognitoBrowserContext,defaultBrowserContext].ReturnValue',
      'Page.Member[context,browserContext].ReturnValue',
      'BrowserContext',
    ],
    Page: [
      'Browser.Member[newPage].ReturnValue',
      'Context.Member[newPage].ReturnValue',
      'Browser.Member[pages].ReturnValue.Element',
      'Context.Member[pages].ReturnValue.Element',
      'Page.Member[mainFrame,frame].ReturnValue',
      'Page.Member[frames].ReturnValue.Element',
      'Page',
      'Frame',
    ],
    Part: [
      'Page.Member[$,waitForSelector,locator,getByText,getByRole,getByLabel,getByTestId].ReturnValue',
      'Page.Member[$$].ReturnValue.Element',
      'Part.Member[$,locator,first,nth,waitForSelector].ReturnValue',
      'ElementHandle',
      'Locator',
    ],
    Session: [
      'Page.Member[createCDPSession].ReturnValue',
      'Page.Member[target].ReturnValue.Member[createCDPSession].ReturnValue',
      'Context.Member[newCDPSession].ReturnValue',
      'CDPSession',
    ],
  },
  effects: [
    {
      at: 'Page.Member[pdf,screenshot]',
      kind: 'filesystem',
      verb: 'writes a file',
      write: { named: 'Call.Argument[0].Member[path]' },
      when: [{ option: 'Call.Argument[0].Member[path]', is: 'present' }],
    },
  ],
  reads: [
    'Launcher.AnyMember',
    'Browser.AnyMember',
    'Context.AnyMember',
    'Session.AnyMember',
    'Page.Member[goto,goBack,goForward,reload,setContent,content,pdf,screenshot,evaluate,evaluateHandle,evaluateOnNewDocument,addInitScript,addStyleTag,addScriptTag,exposeFunction,route,unroute]',
    'Page.Member[$,$$,$eval,$$eval,$x,locator,waitForSelector,waitForFunction,waitForNavigation,waitForNetworkIdle,waitForRequest,waitForResponse,waitForTimeout,waitForLoadState,waitForURL,waitForEvent,waitFor]',
    'Page.Member[setViewport,setViewportSize,setUserAgent,setExtraHTTPHeaders,setRequestInterception,setJavaScriptEnabled,setCookie,setBypassCSP,setCacheEnabled,setOfflineMode,setDefaultTimeout,setDefaultNavigationTimeout,setDownloadBehavior]',
    'Page.Member[emulate,emulateMedia,emulateMediaType,emulateMediaFeatures,emulateTimezone,emulateNetworkConditions,emulateCPUThrottling,authenticate,cookies,deleteCookie,createCDPSession,title,metrics,hover,focus,bringToFront,mouse,close,on,once,off]',
    'Part.Member[$,$$,$eval,$$eval,evaluate,boundingBox,screenshot,contentFrame,textContent,innerText,innerHTML,getAttribute,inputValue,isVisible,isHidden,count,all,first,nth,waitFor,waitForSelector,getProperty,hover,focus,dispose]',
  ],
  otherwise: 'opaque',
  sources: ['puppeteer-core@24.43.1 lib/types.d.ts', 'playwright-core@1.65.1 types/types.d.ts'],
} as const satisfies EffectModel;
