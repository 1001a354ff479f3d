-- What a small community left behind on step 1: two guilds, three works, entries named and anonymous, withdrawn,
-- removed and kept from a message. Later steps are tried on it; it is never changed.

INSERT INTO log_head (one, epoch, pos, hash, effect, batch) VALUES
    (1, '8f6d95655af00cad59739409f306a88e', 34, '111ffc371f609b61d966fa3872028624f79436b8de6c1e5bcc8eb0715e846a4e', 6, 34);

INSERT INTO event (pos, guild, guild_seq, subject, kind, ver, actor, key, n, cause, at_source, at, body, content_ref, hash) VALUES
    (1, 0, 1, 'resource:a-first-work', 'resource.written', 1, NULL, 'f:a-first-work:0:8b3c9dfe13197be1caeedaa173a5fb7554d888d55c2ff6cbc6b5a05c7d67a512', 0, NULL, 1795378143953, 1795378143953, '{"revision":1,"file_hash":"8b3c9dfe13197be1caeedaa173a5fb7554d888d55c2ff6cbc6b5a05c7d67a512","resource":{"slug":"a-first-work","title":"A First Work","authors":["Ada Writer"],"kind":"book","year":2001,"summary":"It comes first.","question":"What would you keep?","description":["A few words."],"why":{"parts":[{"away":["haste"]},{"toward":["patience"]}]}}}', NULL, '30a4953f490a17f08c34b9bbe21e0bac0d1c93c3aded3969f59e963c82f99300'),
    (2, 0, 2, 'resource:a-second-work', 'resource.written', 1, NULL, 'f:a-second-work:0:c6ad5b9f13c689e3c4f5471557095507da6eea2590ab37c448effb4eaeaf1db6', 0, NULL, 1795378143957, 1795378143957, '{"revision":1,"file_hash":"c6ad5b9f13c689e3c4f5471557095507da6eea2590ab37c448effb4eaeaf1db6","resource":{"slug":"a-second-work","title":"A Second Work","authors":["Ben Teller"],"kind":"book","year":2001,"summary":"It isn''t the first.","question":"What would you keep?","description":["A few words."],"why":{"parts":[{"away":["haste"]},{"toward":["patience"]}]}}}', NULL, 'e33520332fd75cb0991044d3dcbe8cd063193f97aad542d95b8604456882eb80'),
    (3, 0, 3, 'resource:a-third-work', 'resource.written', 1, NULL, 'f:a-third-work:0:8d104ae69c88add3562632842b90f049e3422f35af5e009db1a70b0991ac5d4e', 0, NULL, 1795378143957, 1795378143957, '{"revision":1,"file_hash":"8d104ae69c88add3562632842b90f049e3422f35af5e009db1a70b0991ac5d4e","resource":{"slug":"a-third-work","title":"A Third Work","authors":["Cy Scribe"],"kind":"book","year":2001,"summary":"It will be gone.","question":"What would you keep?","description":["A few words."],"why":{"parts":[{"away":["haste"]},{"toward":["patience"]}]}}}', NULL, '1bbba3740d7230657768cbe9abd3eb136c1db827515cc519a55fc17980625d0d'),
    (4, 1574154771869204481, 1, 'guild', 'guild.joined', 1, NULL, 't:1574154771869204481:joined:0', 0, NULL, 1795378144000, 1795378144000, '{}', NULL, '157bec464603794ae7b4dd50b8b8de81afe3d28268f84daeb5bac0f0b105213e'),
    (5, 1574154771869204481, 2, 'settings', 'settings.place', 1, 826983641439237008, 'i:1574154771877593093', 0, NULL, 1795378143997, 1795378144002, '{"place":{"channel":1574154771869204482,"forum":false}}', NULL, '8de95929f10d37a7fde44663640ff78dde3edd1623ca1bab734a4e5701a62174'),
    (6, 1574154771869204481, 3, 'settings', 'settings.moderators', 1, 826983641439237008, 'i:1574154772179582976', 0, NULL, 1795378144069, 1795378144079, '{"role":1574154771869204483}', NULL, '8edbb65163891da333c64c78227761f7a80115efc141235bc08ccf73478c0718'),
    (7, 1574154771869204481, 4, 'discussion:0/a-first-work', 'discussion.opened', 1, NULL, 'r:2:5', 0, 6, 1795378144308, 1795378144308, '{"resource":{"owner":0,"slug":"a-first-work"},"channel":1574154771869204482,"thread":1574154773010055168,"opening":1574154773010055168,"forum":false}', NULL, '4c6b96a68be10d4ebd23d09dd8fb0d5dbe34a8d2f9055d292c05f92a6222fcae'),
    (8, 1574154771869204481, 5, 'entry:1', 'entry.given', 1, 1552871516169501088, 'i:1574154773215576064', 0, NULL, 1795378144316, 1795378144323, '{"number":1,"resource":{"owner":0,"slug":"a-first-work"},"rating":5,"kind":"insight","shift":{"side":"toward","key":"9ed29a118713","text":"patience"},"anonymous":false,"source":"command"}', 8, '6cbffa06a691bd6926d5b1e1ccb1b73123350c3d1169dc02bc8c5d1bf7ca4289'),
    (9, 1574154771869204481, 6, 'entry:2', 'entry.given', 1, 617861851129876217, 'i:1574154773282684928', 0, NULL, 1795378144332, 1795378144345, '{"number":2,"resource":{"owner":0,"slug":"a-first-work"},"rating":2,"kind":"insight","anonymous":false,"source":"command"}', 9, '5874fc6e3a7cc437cd77980406a6fac94437717233b046f39f28307d3d7f84b7'),
    (10, 1574154771869204481, 7, 'entry:2', 'entry.withdrawn', 1, 617861851129876217, 'i:1574154773416902656', 0, NULL, 1795378144380, 1795378144380, '{"number":2}', NULL, '60a334c564f01543d17cb4937f8023691e701738f2a0b27c2f4fce061aa5b81b'),
    (11, 1574154771869204481, 8, 'entry:3', 'entry.given', 1, 3466038300390358804, 'i:1574154773534343168', 0, NULL, 1795378144392, 1795378144403, '{"number":3,"resource":{"owner":0,"slug":"a-second-work"},"rating":3,"kind":"insight","anonymous":false,"source":"command"}', 11, 'b1eb829cc97eb50893b13ce891fb3415607e8c7c134163b4e68f11d8d8025285'),
    (12, 1574154771869204481, 9, 'entry:3', 'entry.withdrawn', 1, 3466038300390358804, 'i:1574154773655977985', 0, NULL, 1795378144438, 1795378144438, '{"number":3}', NULL, '091b310dc33cb06ecf778f41ae61fab36d4746f85f5161962fb266c85dba60be'),
    (13, 1574154771869204481, 10, 'entry:7884512', 'entry.given', 1, 720366816838291591, NULL, 1, NULL, 1795378144438, 1795378144438, '{"number":7884512,"resource":{"owner":0,"slug":"a-second-work"},"rating":3,"kind":"insight","anonymous":true,"source":"command"}', 13, '80952d48325ae97bef2b814d779b7af37c7305bf102d35573081deda8e0cc9d2'),
    (14, 1574154771869204481, 11, 'entry:4', 'entry.given', 1, 617861851129876217, 'i:1574154773819555840', 0, NULL, 1795378144460, 1795378144466, '{"number":4,"resource":{"owner":0,"slug":"a-second-work"},"rating":4,"kind":"insight","anonymous":false,"source":"command"}', 14, '9ef52f5f1ae65dc0392f9763aa11a9e3cebd3f564e918e70d91b026022146130'),
    (15, 1574154771869204481, 12, 'entry:4', 'entry.removed', 1, 2184267857657687885, 'i:1574154773928607744', 0, NULL, 1795378144486, 1795378144498, '{"number":4}', 15, '827f0d71bd03aabe254c78f96546ff9e36dc81c4893fbc88841e02dd0dac7bca'),
    (16, 1574154771869204481, 13, 'export', 'export.made', 1, 2184267857657687885, 'r:3:0', 0, NULL, 1795378144588, 1795378144588, '{"query":{"format":"csv","authors":"pseudonyms","resource":null,"kind":null,"since":null,"before":null},"rows":2}', NULL, '0f4e8b0125033e7e4740be17079b9b6e113dfd550fb6a9112e360f08c6e8bd0e'),
    (17, 1574154771869204481, 14, 'draft:1', 'draft.kept', 1, 1552871516169501088, 'i:1574154774289317889', 0, NULL, 1795378144572, 1795378144593, '{"number":1,"message":{"channel":1574154771869204482,"message":1574154774289317888},"author":1552871516169501088}', 17, '4ace2574759ade919e12bb965633b40cfd4cac85e46217cfe682460a51cfef27'),
    (18, 1574154774608084993, 1, 'guild', 'guild.joined', 1, NULL, 't:1574154774608084993:joined:0', 0, NULL, 1795378144661, 1795378144661, '{}', NULL, 'b0e8a3251c857bb267566865ae8ee1fe79996eaad0da81b414b20d8368dea276'),
    (19, 1574154774608084993, 2, 'settings', 'settings.place', 1, 4249533100146247671, 'i:1574154774612279301', 0, NULL, 1795378144649, 1795378144672, '{"place":{"channel":1574154774608084994,"forum":false}}', NULL, 'd2c48717f8e840ab9a32e107f1f9946e1a3a49200e35b2c92a61f78de2991b95'),
    (20, 1574154774608084993, 3, 'settings', 'settings.moderators', 1, 4249533100146247671, 'i:1574154774775857152', 0, NULL, 1795378144688, 1795378144700, '{"role":1574154774608084995}', NULL, '5fbe0840c368032188e120a88d6774716cb1dffad40174ad1cb6fac0ab0a61c7'),
    (21, 1574154774608084993, 4, 'discussion:0/a-first-work', 'discussion.opened', 1, NULL, 'r:5:5', 0, 20, 1795378144869, 1795378144869, '{"resource":{"owner":0,"slug":"a-first-work"},"channel":1574154774608084994,"thread":1574154775434362880,"opening":1574154775434362880,"forum":false}', NULL, '2444aa475fcbcfd63c179334dfaf1ca9bd6c0833164b64d78ad1ab7a44608da5'),
    (22, 1574154774608084993, 5, 'entry:1', 'entry.given', 1, 3940983323602738370, 'i:1574154775597940736', 0, NULL, 1795378144884, 1795378144897, '{"number":1,"resource":{"owner":0,"slug":"a-first-work"},"rating":5,"kind":"insight","shift":{"side":"toward","key":"9ed29a118713","text":"patience"},"anonymous":false,"source":"command"}', 22, '4f6b3954fa4f4720fecb4e8208b5c041bbab35c083ffc030792502073469b92b'),
    (23, 1574154774608084993, 6, 'entry:2', 'entry.given', 1, 2444996208219968710, 'i:1574154775769907200', 0, NULL, 1795378144925, 1795378144937, '{"number":2,"resource":{"owner":0,"slug":"a-first-work"},"rating":2,"kind":"insight","anonymous":false,"source":"command"}', 23, 'd8e63130917124235c3777bfd50f51b20f6d63eef7fae28d397bc99f7c99311f'),
    (24, 1574154774608084993, 7, 'entry:2', 'entry.withdrawn', 1, 2444996208219968710, 'i:1574154775899930624', 0, NULL, 1795378144973, 1795378144973, '{"number":2}', NULL, '04a7adb6d7d07d8c65930a14ba12c11621f91f4dc08731802d0a8cc3b89d393d'),
    (25, 1574154774608084993, 8, 'entry:3', 'entry.given', 1, 1275782490920925932, 'i:1574154776042536960', 0, NULL, 1795378144990, 1795378144997, '{"number":3,"resource":{"owner":0,"slug":"a-second-work"},"rating":3,"kind":"insight","anonymous":false,"source":"command"}', 25, '11af5df187f5df153e3cc9f38042dbe49a8eab975d69ab6c2a60e3bc8e5b0baf'),
    (26, 1574154774608084993, 9, 'entry:3', 'entry.withdrawn', 1, 1275782490920925932, 'i:1574154776172560385', 0, NULL, 1795378145044, 1795378145044, '{"number":3}', NULL, 'cfd62899bfbe56a5d6e92864bb29b68ba23d04bad27dee3e49152630998de83b'),
    (27, 1574154774608084993, 10, 'entry:7066194', 'entry.given', 1, 3442793278921695985, NULL, 1, NULL, 1795378145044, 1795378145044, '{"number":7066194,"resource":{"owner":0,"slug":"a-second-work"},"rating":3,"kind":"insight","anonymous":true,"source":"command"}', 27, 'affa756e16e4a66085b493993e24862f4d7efff1c5024e91da7f83bfbf9de600'),
    (28, 1574154774608084993, 11, 'entry:4', 'entry.given', 1, 2444996208219968710, 'i:1574154776336138240', 0, NULL, 1795378145060, 1795378145074, '{"number":4,"resource":{"owner":0,"slug":"a-second-work"},"rating":4,"kind":"insight","anonymous":false,"source":"command"}', 28, '021a8f7e256cb797addfbf76220bb28dc84c7933da6bf0ce572572c6cfa2259d'),
    (29, 1574154774608084993, 12, 'entry:4', 'entry.removed', 1, 1965116841331203553, 'i:1574154776478744576', 0, NULL, 1795378145094, 1795378145104, '{"number":4}', 29, '8c0c92b00d9c62383db435483d494749d95f0a02ae1d413e020186a81e1fa346'),
    (30, 1574154774608084993, 13, 'draft:1', 'draft.kept', 1, 3940983323602738370, 'i:1574154776969478145', 0, NULL, 1795378145211, 1795378145224, '{"number":1,"message":{"channel":1574154774608084994,"message":1574154776969478144},"author":3940983323602738370}', 30, 'f60411cd6c6dfa0349e6fea7022aba14687b9d8b7159e7168ad6a55259477bb1'),
    (31, 1574154774608084993, 14, 'export', 'export.made', 1, 1965116841331203553, 'r:6:0', 0, NULL, 1795378145269, 1795378145269, '{"query":{"format":"csv","authors":"pseudonyms","resource":null,"kind":null,"since":null,"before":null},"rows":2}', NULL, '1f04477c27840b0cc18a316a7bf8e8739b7fa16cf56c6c6b3dc7e3af2bfd6a91'),
    (32, 1574154774608084993, 15, 'lookups', 'lookups.counted', 1, NULL, 't:1574154774608084993:lookups:1795378145806', 0, NULL, 1795378145813, 1795378145813, '{"counts":{"a-third-work":1}}', NULL, 'e1bc1ff6e018eaf42aa9d37226480fae8ab826fdae8e5bd63d8625b127c8c3ef'),
    (33, 1574154771869204481, 15, 'lookups', 'lookups.counted', 1, NULL, 't:1574154771869204481:lookups:1795378145806', 0, NULL, 1795378145821, 1795378145821, '{"counts":{"a-third-work":1}}', NULL, '2a4455288511a165eb5df6330af571af81a173e7183dc6bb289c3586aa655695'),
    (34, 0, 4, 'resource:a-third-work', 'resource.retired', 1, NULL, 'f:a-third-work:1:retired', 0, NULL, 1795378145915, 1795378145915, '{"slug":"a-third-work"}', NULL, '111ffc371f609b61d966fa3872028624f79436b8de6c1e5bcc8eb0715e846a4e');

INSERT INTO answer (guild, key, req_hash, pos, reply, at) VALUES
    (0, 'f:a-first-work:0:8b3c9dfe13197be1caeedaa173a5fb7554d888d55c2ff6cbc6b5a05c7d67a512', NULL, 1, NULL, 1795378143953),
    (0, 'f:a-second-work:0:c6ad5b9f13c689e3c4f5471557095507da6eea2590ab37c448effb4eaeaf1db6', NULL, 3, NULL, 1795378143957),
    (0, 'f:a-third-work:0:8d104ae69c88add3562632842b90f049e3422f35af5e009db1a70b0991ac5d4e', NULL, 3, NULL, 1795378143957),
    (1574154771869204481, 't:1574154771869204481:joined:0', NULL, 4, NULL, 1795378144000),
    (1574154771869204481, 'i:1574154771877593093', NULL, 5, NULL, 1795378144002),
    (1574154771869204481, 'i:1574154772179582976', NULL, 6, NULL, 1795378144079),
    (1574154771869204481, 'i:1574154772510932992', NULL, 6, NULL, 1795378144160),
    (1574154771869204481, 'r:2:5', NULL, 7, NULL, 1795378144308),
    (1574154771869204481, 'i:1574154773215576064', NULL, 8, NULL, 1795378144323),
    (1574154771869204481, 'i:1574154773282684928', NULL, 9, NULL, 1795378144345),
    (1574154771869204481, 'i:1574154773416902656', NULL, 10, NULL, 1795378144380),
    (1574154771869204481, 'i:1574154773534343168', NULL, 11, NULL, 1795378144403),
    (1574154771869204481, 'i:1574154773655977985', NULL, 13, NULL, 1795378144438),
    (1574154771869204481, 'i:1574154773819555840', NULL, 14, NULL, 1795378144466),
    (1574154771869204481, 'i:1574154773928607744', NULL, 15, NULL, 1795378144498),
    (1574154771869204481, 'i:1574154774142517248', NULL, 15, NULL, 1795378144546),
    (1574154771869204481, 'r:3:0', NULL, 16, NULL, 1795378144588),
    (1574154771869204481, 'i:1574154774289317889', NULL, 17, NULL, 1795378144593),
    (1574154774608084993, 't:1574154774608084993:joined:0', NULL, 18, NULL, 1795378144661),
    (1574154774608084993, 'i:1574154774612279301', NULL, 19, NULL, 1795378144672),
    (1574154774608084993, 'i:1574154774775857152', NULL, 20, NULL, 1795378144700),
    (1574154774608084993, 'i:1574154775056875520', NULL, 20, NULL, 1795378144768),
    (1574154774608084993, 'r:5:5', NULL, 21, NULL, 1795378144869),
    (1574154774608084993, 'i:1574154775597940736', NULL, 22, NULL, 1795378144897),
    (1574154774608084993, 'i:1574154775769907200', NULL, 23, NULL, 1795378144937),
    (1574154774608084993, 'i:1574154775899930624', NULL, 24, NULL, 1795378144973),
    (1574154774608084993, 'i:1574154776042536960', NULL, 25, NULL, 1795378144997),
    (1574154774608084993, 'i:1574154776172560385', NULL, 27, NULL, 1795378145044),
    (1574154774608084993, 'i:1574154776336138240', NULL, 28, NULL, 1795378145074),
    (1574154774608084993, 'i:1574154776478744576', NULL, 29, NULL, 1795378145104),
    (1574154774608084993, 'i:1574154776709431296', NULL, 29, NULL, 1795378145166),
    (1574154774608084993, 'i:1574154776969478145', NULL, 30, NULL, 1795378145224),
    (1574154774608084993, 'r:6:0', NULL, 31, NULL, 1795378145269),
    (1574154774608084993, 't:1574154774608084993:lookups:1795378145806', NULL, 32, NULL, 1795378145813),
    (1574154771869204481, 't:1574154771869204481:lookups:1795378145806', NULL, 33, NULL, 1795378145821),
    (0, 'f:a-third-work:1:retired', NULL, 34, NULL, 1795378145915);

INSERT INTO words (pos, guild, body) VALUES
    (8, 1574154771869204481, 'It isn''t "only" a book; it''s a habit.'),
    (13, 1574154771869204481, 'Said in private.'),
    (15, 1574154771869204481, 'It names a person.'),
    (17, 1574154771869204481, 'I read the second one twice.'),
    (22, 1574154774608084993, 'It isn''t "only" a book; it''s a habit.'),
    (27, 1574154774608084993, 'Said in private.'),
    (29, 1574154774608084993, 'It names a person.'),
    (30, 1574154774608084993, 'I read the second one twice.');

INSERT INTO person (guild, user_id, actor, last_seen_name, memory) VALUES
    (1574154771869204481, 1574154771877593092, 826983641439237008, 'gil0', '{"pseudonyms":[],"recent":[],"panel":null,"veiled":null}'),
    (1574154771869204481, 1574154771877593088, 1552871516169501088, 'ann0', '{"pseudonyms":[],"recent":[1795378144323],"panel":null,"veiled":null}'),
    (1574154771869204481, 1574154771877593089, 617861851129876217, 'bo0', '{"pseudonyms":[],"recent":[1795378144345,1795378144466],"panel":null,"veiled":null}'),
    (1574154771869204481, 1574154771877593090, 3466038300390358804, 'cy0', '{"pseudonyms":[[{"owner":0,"slug":"a-second-work"},720366816838291591]],"recent":[1795378144403],"panel":null,"veiled":null}'),
    (1574154771869204481, 1574154771877593091, 2184267857657687885, 'mo0', '{"pseudonyms":[],"recent":[],"panel":null,"veiled":null}'),
    (1574154774608084993, 1574154774612279300, 4249533100146247671, 'gil1', '{"pseudonyms":[],"recent":[],"panel":null,"veiled":null}'),
    (1574154774608084993, 1574154774612279296, 3940983323602738370, 'ann1', '{"pseudonyms":[],"recent":[1795378144897],"panel":null,"veiled":null}'),
    (1574154774608084993, 1574154774612279297, 2444996208219968710, 'bo1', '{"pseudonyms":[],"recent":[1795378144937,1795378145074],"panel":null,"veiled":null}'),
    (1574154774608084993, 1574154774612279298, 1275782490920925932, 'cy1', '{"pseudonyms":[[{"owner":0,"slug":"a-second-work"},3442793278921695985]],"recent":[1795378144997],"panel":null,"veiled":null}'),
    (1574154774608084993, 1574154774612279299, 1965116841331203553, 'mo1', '{"pseudonyms":[],"recent":[],"panel":null,"veiled":null}');

INSERT INTO guild (guild, body) VALUES
    (0, '{"seq":4,"entries":0,"drafts":0,"place":null,"moderators":null,"present":false}'),
    (1574154771869204481, '{"seq":15,"entries":4,"drafts":1,"place":{"channel":1574154771869204482,"forum":false},"moderators":1574154771869204483,"present":true}'),
    (1574154774608084993, '{"seq":15,"entries":4,"drafts":1,"place":{"channel":1574154774608084994,"forum":false},"moderators":1574154774608084995,"present":true}');

INSERT INTO resource (owner, slug, revision, hash, file_hash, retired, body) VALUES
    (0, 'a-first-work', 1, '8b3c9dfe13197be1caeedaa173a5fb7554d888d55c2ff6cbc6b5a05c7d67a512', '8b3c9dfe13197be1caeedaa173a5fb7554d888d55c2ff6cbc6b5a05c7d67a512', 0, '{"slug":"a-first-work","title":"A First Work","authors":["Ada Writer"],"kind":"book","year":2001,"summary":"It comes first.","question":"What would you keep?","description":["A few words."],"why":{"parts":[{"away":["haste"]},{"toward":["patience"]}]}}'),
    (0, 'a-second-work', 1, 'c6ad5b9f13c689e3c4f5471557095507da6eea2590ab37c448effb4eaeaf1db6', 'c6ad5b9f13c689e3c4f5471557095507da6eea2590ab37c448effb4eaeaf1db6', 0, '{"slug":"a-second-work","title":"A Second Work","authors":["Ben Teller"],"kind":"book","year":2001,"summary":"It isn''t the first.","question":"What would you keep?","description":["A few words."],"why":{"parts":[{"away":["haste"]},{"toward":["patience"]}]}}'),
    (0, 'a-third-work', 1, '8d104ae69c88add3562632842b90f049e3422f35af5e009db1a70b0991ac5d4e', '8d104ae69c88add3562632842b90f049e3422f35af5e009db1a70b0991ac5d4e', 1, '{"slug":"a-third-work","title":"A Third Work","authors":["Cy Scribe"],"kind":"book","year":2001,"summary":"It will be gone.","question":"What would you keep?","description":["A few words."],"why":{"parts":[{"away":["haste"]},{"toward":["patience"]}]}}');

INSERT INTO discussion (guild, owner, slug, thread, body) VALUES
    (1574154771869204481, 0, 'a-first-work', 1574154773010055168, '{"channel":1574154771869204482,"thread":1574154773010055168,"opening":1574154773010055168,"forum":false,"archived":false,"locked":false,"gone":false,"opened_at":1795378144308}'),
    (1574154774608084993, 0, 'a-first-work', 1574154775434362880, '{"channel":1574154774608084994,"thread":1574154775434362880,"opening":1574154775434362880,"forum":false,"archived":false,"locked":false,"gone":false,"opened_at":1795378144869}');

INSERT INTO tally (guild, owner, slug, body) VALUES
    (1574154771869204481, 0, 'a-first-work', '{"ratings":[0,0,0,0,1],"shifts":{"9ed29a118713":{"shift":{"side":"toward","key":"9ed29a118713","text":"patience"},"readers":1}},"talking":0,"lookups":0,"touched_at":1795378144345}'),
    (1574154771869204481, 0, 'a-second-work', '{"ratings":[0,0,1,0,0],"shifts":{},"talking":0,"lookups":0,"touched_at":1795378144466}'),
    (1574154774608084993, 0, 'a-first-work', '{"ratings":[0,0,0,0,1],"shifts":{"9ed29a118713":{"shift":{"side":"toward","key":"9ed29a118713","text":"patience"},"readers":1}},"talking":0,"lookups":0,"touched_at":1795378144937}'),
    (1574154774608084993, 0, 'a-second-work', '{"ratings":[0,0,1,0,0],"shifts":{},"talking":0,"lookups":0,"touched_at":1795378145074}'),
    (1574154774608084993, 0, 'a-third-work', '{"ratings":[0,0,0,0,0],"shifts":{},"talking":0,"lookups":1,"touched_at":0}'),
    (1574154771869204481, 0, 'a-third-work', '{"ratings":[0,0,0,0,0],"shifts":{},"talking":0,"lookups":1,"touched_at":0}');

INSERT INTO standing (guild, owner, slug, actor, body) VALUES
    (1574154771869204481, 0, 'a-first-work', 1552871516169501088, '{"entries":[{"number":1,"rated_at":1795378144323,"rating":5,"shift":{"side":"toward","key":"9ed29a118713","text":"patience"}}],"talked":false}'),
    (1574154771869204481, 0, 'a-first-work', 617861851129876217, '{"entries":[],"talked":false}'),
    (1574154771869204481, 0, 'a-second-work', 3466038300390358804, '{"entries":[],"talked":false}'),
    (1574154771869204481, 0, 'a-second-work', 720366816838291591, '{"entries":[{"number":7884512,"rated_at":1795378144438,"rating":3,"shift":null}],"talked":false}'),
    (1574154771869204481, 0, 'a-second-work', 617861851129876217, '{"entries":[],"talked":false}'),
    (1574154774608084993, 0, 'a-first-work', 3940983323602738370, '{"entries":[{"number":1,"rated_at":1795378144897,"rating":5,"shift":{"side":"toward","key":"9ed29a118713","text":"patience"}}],"talked":false}'),
    (1574154774608084993, 0, 'a-first-work', 2444996208219968710, '{"entries":[],"talked":false}'),
    (1574154774608084993, 0, 'a-second-work', 1275782490920925932, '{"entries":[],"talked":false}'),
    (1574154774608084993, 0, 'a-second-work', 3442793278921695985, '{"entries":[{"number":7066194,"rated_at":1795378145044,"rating":3,"shift":null}],"talked":false}'),
    (1574154774608084993, 0, 'a-second-work', 2444996208219968710, '{"entries":[],"talked":false}');

INSERT INTO entry (guild, number, owner, slug, actor, kind, rating, shift, words, reason, anonymous, source, channel, message, given_at, edited_at, status) VALUES
    (1574154771869204481, 1, 0, 'a-first-work', 1552871516169501088, 'insight', 5, '{"side":"toward","key":"9ed29a118713","text":"patience"}', 8, NULL, 0, 'command', NULL, NULL, 1795378144323, NULL, 'given'),
    (1574154771869204481, 2, 0, 'a-first-work', 617861851129876217, 'insight', 2, NULL, NULL, NULL, 0, 'command', NULL, NULL, 1795378144345, NULL, 'withdrawn'),
    (1574154771869204481, 3, 0, 'a-second-work', 3466038300390358804, 'insight', 3, NULL, NULL, NULL, 0, 'command', NULL, NULL, 1795378144403, NULL, 'withdrawn'),
    (1574154771869204481, 7884512, 0, 'a-second-work', 720366816838291591, 'insight', 3, NULL, 13, NULL, 1, 'command', NULL, NULL, 1795378144438, NULL, 'given'),
    (1574154771869204481, 4, 0, 'a-second-work', 617861851129876217, 'insight', 4, NULL, NULL, 15, 0, 'command', NULL, NULL, 1795378144466, NULL, 'removed'),
    (1574154774608084993, 1, 0, 'a-first-work', 3940983323602738370, 'insight', 5, '{"side":"toward","key":"9ed29a118713","text":"patience"}', 22, NULL, 0, 'command', NULL, NULL, 1795378144897, NULL, 'given'),
    (1574154774608084993, 2, 0, 'a-first-work', 2444996208219968710, 'insight', 2, NULL, NULL, NULL, 0, 'command', NULL, NULL, 1795378144937, NULL, 'withdrawn'),
    (1574154774608084993, 3, 0, 'a-second-work', 1275782490920925932, 'insight', 3, NULL, NULL, NULL, 0, 'command', NULL, NULL, 1795378144997, NULL, 'withdrawn'),
    (1574154774608084993, 7066194, 0, 'a-second-work', 3442793278921695985, 'insight', 3, NULL, 27, NULL, 1, 'command', NULL, NULL, 1795378145044, NULL, 'given'),
    (1574154774608084993, 4, 0, 'a-second-work', 2444996208219968710, 'insight', 4, NULL, NULL, 29, 0, 'command', NULL, NULL, 1795378145074, NULL, 'removed');

INSERT INTO draft (guild, number, kept_at, used, body) VALUES
    (1574154771869204481, 1, 1795378144593, 0, '{"number":1,"actor":1552871516169501088,"message":{"channel":1574154771869204482,"message":1574154774289317888},"author":1552871516169501088,"words":17,"kept_at":1795378144593,"used":false}'),
    (1574154774608084993, 1, 1795378145224, 0, '{"number":1,"actor":3940983323602738370,"message":{"channel":1574154774608084994,"message":1574154776969478144},"author":3940983323602738370,"words":30,"kept_at":1795378145224,"used":false}');

INSERT INTO effect (id, guild, kind, order_key, state, due_at, attempts, first_at, lease_until, cause, planned_at, interaction, token, body, reason, door) VALUES
    (1, 1574154771869204481, 'show_settings', 'reply:1574154772179582976', 'done', 1795378144079, 1, 1795378144088, 1795378204088, 6, 1795378144079, 1574154772179582976, NULL, '', NULL, NULL),
    (2, 1574154771869204481, 'discuss', 'discuss:1574154771869204481:0/a-first-work', 'done', 1795378144160, 1, 1795378144161, 1795378204174, 6, 1795378144160, 1574154772510932992, NULL, '', NULL, NULL),
    (3, 1574154771869204481, 'send_export', 'reply:1574154774142517248', 'done', 1795378144546, 1, 1795378144552, 1795378204552, 15, 1795378144546, 1574154774142517248, NULL, '', NULL, NULL),
    (4, 1574154774608084993, 'show_settings', 'reply:1574154774775857152', 'done', 1795378144700, 1, 1795378144708, 1795378204708, 20, 1795378144700, 1574154774775857152, NULL, '', NULL, NULL),
    (5, 1574154774608084993, 'discuss', 'discuss:1574154774608084993:0/a-first-work', 'done', 1795378144768, 1, 1795378144776, 1795378204829, 20, 1795378144768, 1574154775056875520, NULL, '', NULL, NULL),
    (6, 1574154774608084993, 'send_export', 'reply:1574154776709431296', 'done', 1795378145166, 1, 1795378145180, 1795378205180, 29, 1795378145166, 1574154776709431296, NULL, '', NULL, NULL);

INSERT INTO missed (day, guild, text_key, times) VALUES
    (20779, 1574154774608084993, 'zzzz', 1),
    (20779, 1574154771869204481, 'zzzz', 1);

INSERT INTO looked_up (hour, guild, slug, times) VALUES
    (498716, 1574154771869204481, 'deep-work', 2);

INSERT INTO taken (id, guild, body, at) VALUES
    (4611686018427387904, 1574154771869204481, '{"query":{"format":"csv","authors":"pseudonyms","resource":null,"kind":null,"since":null,"before":null},"rows":4}', 1795378145166);
