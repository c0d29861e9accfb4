// WhatsApp's multi-device protocol: a socket sends a message each time it is told to, whatever message it quotes or reads is as it was.
import type { EffectModel } from '../schema.ts';

export const baileys = {
  format: 1,
  package: ['@whiskeysockets/baileys', '@adiwajshing/baileys', 'baileys'],
  types: { Socket: ['Package.ReturnValue', 'Package.Member[makeWASocket].ReturnValue', 'WASocket'] },
  effects: [
    { at: 'Socket.Member[sendMessage,relayMessage]', kind: 'chat', verb: 'sends a chat message', write: 'send' },
    { at: 'Socket.Member[groupCreate,communityCreate]', kind: 'chat', verb: 'opens a group', write: 'send' },
    {
      at: 'Socket.Member[readMessages,sendReceipt,sendReceipts,sendPresenceUpdate,chatModify,star,updateBlockStatus,updateProfilePicture,updateProfileName,updateProfileStatus,removeProfilePicture]',
      kind: 'chat',
      verb: 'changes a chat',
      write: 'set',
    },
    {
      at: 'Socket.Member[groupParticipantsUpdate,groupUpdateSubject,groupUpdateDescription,groupSettingUpdate,groupLeave,groupRevokeInvite,groupAcceptInvite,groupToggleEphemeral]',
      kind: 'chat',
      verb: 'changes a group',
      write: 'set',
    },
  ],
  otherwise: 'read',
  sources: ['@whiskeysockets/baileys@6.17.16 lib/Socket/index.d.ts'],
} as const satisfies EffectModel;
