//! Red flags by kind of sign, in three languages: what one sees in somebody, where `emergency` has what people name.
//!
//! Each kind has its own words on purpose: a part of the body, and what it does that it never does. Words that are
//! harmless alone (`caught`, `black`, `no way out of it`) stand only with what makes them a sign.

/// The mind: not knowing, not speaking, not walking as they do.
pub(super) const MIND: &[&str] = &[
    "se me|le adormecio|paralizo|entumecio|durmio medio|mitad|media|un|el|la cuerpo|lado|del|cara",
    "no|nao sabe donde|onde esta ;|y|e|ni|desde|hoy|hoje",
    "no|nao sabe|reconoce|reconhece quien|quem soy|sou|somos",
    "doesnt|dont|didnt know where|who he|she|they|i|we is|are|am",
    "@kin|ella|ele|ela|he|she ... no|nao|doesnt|wont|didnt me|nos? reconoce|reconhece|conoce|conhece|recognise|recognize|know ;|y|e|and|me|us|mas|who|nadie|ninguem|anyone|anybody",
    "mirando|mira|quedo|olhando|olhar|mirada|ficou .. fijo|fija|parado|parada|perdido|perdida|vazio|vacia",
    "staring|stares|stared .. blankly|blank|space|nothing",
    "me llama|chama .. otro|outro nombre|nome",
    "calls|calling me .. wrong|another|different name",
    "no|nao coordina|coordena|razona|raciocina",
    "@kin|he|hes|she|shes ... not|isnt|doesnt|stopped making|make sense",
    "dice|habla|hablando|falando|fala|diciendo|dizendo .. incoherencias|incoherente|incoerente|sentido|nexo|disparates",
    "camina|anda|caminando|andando|walks|walking|staggering como|feito|like|igual ... borracho|borracha|bebado|bebada|drunk",
    "no|nao|cant|doesnt puede|consegue? anda|andar|camina|caminar|walk derecho|derecha|direito|reto|straight",
    "pupila|pupilas|pupil|pupils ... bigger|larger|mas|maior|distinta|distintas|diferente|diferentes|different|uneven|desigual|desiguales",
    "@kin|he|hes|she|shes|el|ella|ele|ela|esta|is ... raro|rara|oddly|weirdly|strangely|demais|muy|too|muito? dormido|dormida|sleepy|drowsy|sonolento|sonolenta|somnoliento|somnolienta ;",
];

/// Colour and sweat.
pub(super) const COLOUR: &[&str] = &[
    "fria|frio|helada|helado|palida|palido|sudada|sudado y? no contesta|responde|reacciona|habla|despierta",
    "labios|labio|lips|lip|boca|mouth|lengua|lingua|tongue ... azul|azules|azuis|azulados|morado|morados|morada|roxo|roxos|roxa|blue|bluish|purple|grey|gray|violeta",
    "azules|azuis|blue|morados|roxos|purple|grey labios|lips",
    "gris|grey|gray|cinza|palido|palida|pale|ashen ... sudado|sudada|sudando|transpirado|transpirada|transpirando|sweaty|sweating|suado|suada|suando|clammy|frio|fria",
    "sudado|sudada|transpirado|transpirada|sweaty|clammy|suado|suada ... @chest|gris|grey|gray|cinza|palido|palida|pale|frio|fria|confus*|no|nao|not",
    "cold|frio|fria .. sudado|sudada|clammy|sweaty|suado|suada|transpirado|transpirada",
    "blanco|blanca|white|branco|branca como|as|feito|like un|una|um|uma|a|o|el? papel|sheet|ghost|cera|cadaver",
    "@limb .. poniendo|turning|ficando|going|puso|turned|ficou|esta|is|went|gone|ta .. negro|negra|black|preto|preta|blue|azul|morado|morada|purple|roxo|roxa",
    "poniendo|puso|turning|ficando|ficou .. negro|negra|black|preto|preta|blue|azul|morado|morada|purple|roxo|roxa .. @limb",
    "@chest ... piedra|pedra|stone|losa|ladrillo|brick|bloque|hierro",
    "agarrandose|agarrando|agarra|clutching|grabbing|clutches|apretandose|segurando|mano|mao .. @chest",
    "pecho|peito|chest ... subir|climbing|stairs|escalones|degraus|steps|caminar|walking ... transpiro|sudo|sweat|suo|aire|ar|breath",
];

/// Falls, blows, machines, blades, fire, chemicals, current, water.
pub(super) const INJURY: &[&str] = &[
    "cayo|cai|caido del|de|desde el|la|un|una? primer|segundo|tercer|cuarto|quinto piso",
    "cayo|cai|caido del|de|desde el|la|un|una? balcon|techo|tejado|azotea|terraza|andamio",
    "se me|le|nos? abrieron|abrio|soltaron|solto|reventaron los|la puntos|herida|sutura|cicatriz|costura",
    "tuve|tuvimos|tuvo|acabo|acabamos|acaba de? tener? un? choque|accidente|chocar .. duele|sangra|sangro|sangue|herido|herida|grave|atrapado|atrapada",
    "cayo|cai|caiu|caimos|fell|fallen|falls ... techo|telhado|roof|balcon|sacada|varanda|balcony|andamio|andaime|scaffold|scaffolding|tejado",
    "cayo|cai|caiu|fell|fallen ... no|nao|cant|couldnt|not puede|puedo|consegue|consigo|get|stand|walk|move|moving .. parar|pararse|pararme|levantar|levantarse|levantarme|up|walk|caminar|andar|move|mover|mexer|legs|piernas|pernas|cadera|quadril|hip",
    "cayo|cai|caiu|fell ... no|nao|cant|doesnt|isnt mueve|muevo|mexe|mexo|move|moving|siente|sente|feel .. @limb|piernas|pernas|legs|brazos|bracos|arms|nada",
    "no|nao|cant|couldnt|doesnt|isnt mueve|muevo|mexe|mexo|move|moving|mover|mexer|siente|siento|sinto|sente|feel .. piernas|pernas|legs|pies|pes|feet|cadera|quadril|cuello|pescoco|neck",
    "ve|ven|ver|see|asoma|asoman|sale|salen|showing|hanging|fuera|vejo|veo .. hueso|huesos|osso|ossos|bone|bones|tripas|guts|intestino|intestinos|intestines|tendon|tendao|organs",
    "hueso|osso|bone|tripas|guts|intestino|intestines .. ve|ven|see|asoma|asoman|sale|salen|fuera|fora|out|visible|showing|hanging|expuesto|exposto",
    "rajo|abrio|partio|split|abriu|rachou|partiu .. frente|testa|forehead|cabeza|cabeca|head|craneo|skull|ceja|menton|chin|queixo",
    "@limb ... atrapada|atrapado|presa|preso|trapped|caught|crushed|aplastada|aplastado|esmagada|esmagado .. prensa|press|machine|maquina|puerta|door|porta|rueda|wheel|roda|in|en|na|no",
    "atrapo|atrapada|atrapado|trapped|crushed|aplasto|aplastada|esmagou|prensou|agarro .. @limb .. prensa|press|machine|maquina|puerta|door|porta|rueda|wheel|roda",
    "clavo|clavaron|clave|enfiaram|enfiou|enfiei|stuck|plunged|metieron|drove .. cuchillo|navaja|faca|knife|punal|destornillador|screwdriver|tijera|scissors|tesoura|blade|vidrio",
    "stabbed|apunal*|acuchill*|esfaque*",
    "exploto|explodiu|exploded|blew .. garrafa|botijao|bottle|caldera|boiler|bateria|battery|petardo|firework|cohete|fogos|cilindro|cylinder",
    "garrafa|botijao|bottle|cilindro|cylinder|petardo|firework|bateria|battery .. exploto|explodiu|exploded|blew",
    "cara|rostro|face|rosto|pecho|chest|peito ... quemada|quemado|burned|burnt|queimado|queimada",
    "cara|rostro|face|rosto|pecho|chest|peito ... en|in|em llamas|flames|chamas",
    "prendio|prendieron|caught|pegou fuego|fire|fogo .. ropa|clothes|roupa|pelo|hair|cabelo|el|ella|him|her|nele|nela",
    "ojo|ojos|olho|olhos|eye|eyes ... acido|acid|lavandina|lejia|cloro|bleach|cal|lime|quimico|quimica|chemical|chemicals|sanitaria|detergente|pegamento|glue|cola|soda|thinner|solvente|amoniaco|ammonia",
    "acido|acid|lavandina|lejia|cloro|bleach|cal|lime|quimico|quimica|chemical|chemicals|sanitaria|detergente|pegamento|glue|cola|soda|thinner|solvente|amoniaco|ammonia ... ojo|ojos|olho|olhos|eye|eyes",
    "mordio|bit|mordeu|chewed|toco|tocou|touched|agarro .. cable|fio|wire|cord|enchufe|tomada|socket|electrico",
    "trague|trago|engoli|engoliu|swallowed|tragado .. anzuelo|anzol|hook|aguja|agulha|needle|alfiler|alfinete|pin|clavo|prego|nail|vidrio|vidro|glass|navaja|blade|tornillo|screw|parafuso",
    "pico|picou|mordio|mordeu|bit|bitten|stung|picada|picadura .. arana|aranha|spider|alacran|escorpion|escorpiao|scorpion|vibora|cobra|snake|serpiente|raya|medusa|jellyfish",
    "pulled|dragged|fished .. out .. pool|water|river|lake|sea|bath|bathtub",
    "sacamos|saque|sacaron|saco del|de pileta|piscina|la|agua|rio|mar",
    "tiramos|tirei|tiraram|tirou ele|ela|o|a? da|do piscina|agua|rio|mar|banheira",
    "pileta|piscina|pool|rio|river|lago|lake|mar|sea|banera|banheira|bathtub ... no|nao|not|isnt reacciona|reagindo|reage|responde|respira|breathing|himself|herself|responding|despierta|acorda",
    "stitches|wound|incision|scar|staples .. burst|bursting|split|ripped|torn|popped|coming .. open|apart",
];

/// Pain and belly.
pub(super) const PAIN: &[&str] = &[
    "peor|worst|pior .. dolor|dolores|dor|dores|pain|pains|ache|headache .. vida|life|ever",
    "duele|duelen|dolor|dor|doi|hurts|pain .. como|like|as nunca|never",
    "dolor|dor|pain insoportable|insuportavel|unbearable|desgarrador|excruciating",
    "unbearable|excruciating|insoportable .. pain|dolor|dor",
    "panza|vientre|barriga|abdomen|belly|stomach|estomago|tripa .. dura|duro|hard|rigid|rigida|rigido .. tabla|board|tabua|piedra|pedra|rock|madera|wood",
    "panza|vientre|barriga|abdomen|belly|stomach ... inflada|hinchada|inchada|swollen|bloated y|and|e dura|duro|hard|rigid|rigida",
    "vomita|vomitando|vomito|vomiting|throwing|threw up? verde|green|caca|fecal|faeces|fezes",
    "testiculo|testiculos|testicle|testicles ... insoportable|insuportavel|unbearable|golpe|sudden|suddenly|subita|subito|repente|repentino|hinchado|inchado|swollen",
    "sudden|suddenly|subita|subito|repente|golpe|insoportable|unbearable ... testiculo|testiculos|testicle|testicles",
];

/// Figures that are a sign by themselves.
pub(super) const FIGURE: &[&str] = &[
    "azucar|glucosa|glucemia|glucose|glicose|glicemia|sugar ... @lowsugar|@highsugar",
    "diabet* ... marco|marca|reads|reading|deu|dio|bajo|caiu|esta .. @lowsugar|@highsugar",
    "corazon|coracao|heart|pulso|pulse|latidos|palpitaciones|batimento|batimentos|bpm|frecuencia|frequencia ... @racing",
    "oxigeno|oxigenio|oxygen|saturacion|saturacao|saturation|sats|satura|saturando|spo2|ox|oximetro|oximeter ... 60|62|64|65|66|68|70|72|74|75|76|78|79|80|81|82|83|84|85|86|87|88",
    "embarazada|gravida|pregnant ... 15|16|17|150|155|160|165|170|175",
    "diabet* ta|tava|ficou em? .. @highsugar",
];

/// Babies, and fever with a sign.
pub(super) const CHILD: &[&str] = &[
    "no ha? orinado|orina|orino|mea|pis|pipi .. ayer|anoche|todo|dia|@number",
    "no hace|hizo pis|pipi|orina desde|en|hace|todo todo? el? ayer|anoche|dia|@number|horas",
    "@baby|hijo|hija|nene|nena|filho|filha|son|daughter ... flojito|flojita|floppy|molinho|molinha|flacido|flacida|blandito|limp",
    "no|nao moja|molha|hace|faz|fez|mojo .. panales|panal|fralda|fraldas|pis|pipi|xixi ... ayer|ontem|horas|dia",
    "hasnt|havent|no|not|isnt had|wet|wetting|wee|peed|having .. nappy|nappies|diaper|diapers|since|all",
    "ojos|olhos|eyes hundidos|fundos|sunken",
    "mollera|moleira|fontanelle|fontanela ... hundida|hinchada|funda|abaulada|sunken|bulging",
    "manchitas|manchas|pintinhas|spots|rash|puntitos|petequias|ronchitas ... no|nao|dont|doesnt|wont van|va|fade|fades|somem|some|desaparecem|desaparecen|disappear|blanch",
    "@fever ... manchitas|pintinhas|puntitos|petequias|petechiae|rash|spots|morados|roxas|purple",
    "day|days|week|weeks old .. feels|is|very|really|so|super hot|burning",
];

/// Pregnancy.
pub(super) const PREGNANCY: &[&str] = &[
    "cordon|cordao|cord .. asoma|asomando|saliendo|saindo|coming|hanging|sale|saiu|out",
    "asoma|asomando|saliendo|saindo .. cordon|cordao|pie|pe|mano|mao",
    "embarazada|gravida|pregnant|embarazo|gravidez ... lucecitas|luces|luzes|pontinhos|spots|stars|estrellitas|estrelinhas|borroso|borrosa|blurry|blurred|embacada|destellos|flashes",
    "veo|vejo|viendo|vendo|seeing lucecitas|estrellitas|estrelinhas|pontinhos|destellos|flashes|spots|stars",
    "ve lucecitas|estrellitas|estrelinhas|pontinhos ;|y|e",
    "ve lucecitas|estrellitas|estrelinhas|pontinhos ... embarazada|gravida|cabeza|cabeca|presion|pressao",
    "embarazada|gravida|cabeza|cabeca|presion|pressao ... ve lucecitas|estrellitas|estrelinhas|pontinhos",
    "sees flashes ;|of|and|in",
    // Somebody, and not a car or a pool.
    "estoy|esta|estou|to|ta|tengo|tenho|embarazada|gravida de|con|com? @number meses|semanas ... perdiendo|perdendo agua|liquido",
    "embarazada|gravida|pregnant ... presion|pressao|pressure .. muy|muito|very|really|super|demasiado|demais alta|high",
    "presion|pressao|pressure .. muy|muito|very|really|super|demasiado alta|high ... embarazada|gravida|pregnant|embarazo",
    "borroso|borrosa|blurry|blurred|embacada|embacado ... headache|dor|dolor .. cabeza|cabeca|;",
    "blurry|blurred ... headache",
    "pego|golpeo|pateo|patada|patadas|punched|kicked|hit|soco|chutou|bateu .. panza|barriga|vientre|belly|stomach ... embarazada|gravida|pregnant",
    "embarazada|gravida|pregnant ... pego|golpeo|pateo|punched|kicked|soco|chutou|bateu|cai|fell|choque|crash|acidente|accidente",
];

/// Meaning to die, without the word.
pub(super) const FAREWELL: &[&str] = &[
    "voy|vou|quiero|quero|vaya a? hacer|fazer|cometer una|uma locura|loucura|besteira|bobagem|estupidez ;|y|e",
    "pistola|gun|revolver|escopeta|rifle|shotgun|arma ... mano|mao|hand|cabeza|cabeca|head|boca|mouth",
    "compre|comprei|bought|tengo|tenho|got|have|consegui|prepare|preparei .. soga|corda|rope|noose|cuerda ;|y|e|and|en|no|para|lista|pronta|ready",
    "soga|corda|rope|cuerda|noose ... cuello|pescoco|neck|viga|beam|ventilador|fan|techo",
    "see|seeing|sees no way out",
    "no|nao le|te|lhe? veo|vejo salida|saida ;|a|para|y",
    "cant see|find a|any way out ;|of",
    "esta|hoy|hoje|tonight|noche|noite ... termino|acabo|termina|acaba|ends|end|ending|over con|it? todo|tudo|all|everything ;|y|e|and|para|por|hoy|hoje|comigo|conmigo",
    "noche|noite|hoy|hoje|tonight ... acabo|termino|acaba com|con tudo|todo",
    "tonight it all|everything ends|end|stops",
    "termino|acabo|acaba|end|ends con|com|it? todo|tudo|all .. noche|noite|hoy|hoje|tonight|today",
    "no|nao quiero|quero|want despertar|acordar|wake mas|mais|manana|amanha|up|nunca",
    "dont|not|never want|wanna to? wake up",
    "@kin|todos|everyone|mundo|world|family|familia ... mejor|melhor|better|happier sin|sem|without|off mi|mim|me|without",
    "better off without me",
    "vou|quero|vai|voy a? hacer|fazer uma|una besteira|bobagem|loucura|locura|estupidez hoje|hoy|comigo|conmigo|agora|ahora",
];

/// Beaten, raped or threatened: by whom, or with what, tells it from a flu and from a knock.
pub(super) const VIOLENCE: &[&str] = &[
    "@partner .. me|la|lo|le golpeo|golpea|golpeaba|golpeando|espancou|espanca|espanco|agrediu|agride|agredio|ahorco|ahorca|estrangulo|enforcou|maltrata|pateo|bateu|bate",
    "@partner .. me pego|pega|pegaba ;|y|e|otra|fuerte|duro|feo|mucho|anoche|ayer|hoy|con|en|siempre|todo|todos",
    "@partner .. me|nos? esta|ta|anda|vive me? pegando|golpeando|maltratando|agrediendo|batendo|espancando|agredindo|ahorcando ;|y|e|a|otra|fuerte|mucho|ahora|agora|de|com|con|en",
    "me esta|estan pegando|golpeando|agrediendo|ahorcando el|mi|mis? @partner",
    "me estan golpeando|pegando|agrediendo|ahorcando ;",
    "esta|ta|estao|tao me batendo|espancando|agredindo|enforcando ;|de|com|e|muito|agora",
    "me golpearon|espancaram|agredieron ;|y|e|en|entre|anoche|ayer|ontem|hoy|muy|mucho",
    "me|le dieron|dio|pego|pegaron|deu|deram una|uma golpiza|paliza|surra ;|anoche|ayer|ontem|hoy|hoje|en|na|no|y|e|anteayer|unos",
    "hands|manos|maos were|was? on|around|round|en|sobre|al|alrededor|no|em|del? my|his|her|mi|el|la|su|meu|o|a? neck|throat|cuello|garganta|pescoco",
    "@partner|he|she|man|guy|someone|somebody been|just|is|was|keeps? hit|hits|hitting|beats|beating|choked|choking|strangled|strangling|punched|punching|kicked|kicking|slapped|attacked|attacking me ;|and|again|in|last|so|tonight|today|hard|bad|badly|yesterday|right|now|really|repeatedly",
    "beat|beats|beating me|her|us up",
    "me|nos|la violaron|violo|violou|estupraram|estuprou ;|anoche|ayer|hoy|hoje|ontem|y|e|en|cuando|mi|un|uno|meu|um",
    "fui|fue|foi|sido|ser|siendo|sendo violada|violado|estuprada|estuprado|abusada|abusado ;|sexualmente|anoche|ayer|ontem|hoy|hoje|por|y|e",
    "estuprada|estuprado|estupraram|estuprou",
    "was|been|got|being|were|is raped",
    "raped me|her|him",
    "sexually assaulted|abused",
    "abusaron|abuso|abusou|abusa de? sexualmente|ella|ela|mim|@kin",
    "abusaron|abuso|abusou|abusa de mi @kin|;",
    "amenazo|amenaza|amenazan|amenazaron|amenazando|ameacou|ameaca|ameacando .. cuchillo|navaja|pistola|arma|machete|muerte|matar|matarme|faca|morte",
    "threatened|threatening|threatens .. kill|gun|knife|hurt",
    "trying|tried|tries|wants to kill me|us|her",
    "intento|intenta|trato|tentou|tenta de? matarme|ahorcarme|estrangularme",
    "tentou|tenta|quis me matar",
    "@partner .. me quiere|quiso|quer|queria matar|ahorcar ;|y|e",
    "scared|afraid|terrified|frightened|medo|miedo .. @partner .. hurt|kill|hit|beat|matar|bater|machucar|matarme|agredir|espancar",
    "@partner|uncle|tio|avo|padrasto|stepdad|stepfather|teacher|coach|cousin|brother touches|touched|touching|molests|molested me|her|him|us ;|at|when|in|there|and|again|every",
    "tio|avo|padrasto|pai|irmao|primo|professor mexe|mexeu|toca|tocou em? comigo|mim ;|quando|de|a|na|no",
    "@partner ... com|con|with|tem|tiene|has uma|um|una|un|a? faca|revolver|pistola|facao|cuchillo|machete|knife|gun|punhal",
    "forced|forcing himself on|onto me|her",
    "me forcou ;|ontem|anoche|hoje|a transar|ter",
    "sufro|sufriendo|sufre|sofro|sofrendo|sofre|victima|vitima|victim|suffering de|of? violencia|violence",
];

/// The wrong medicine, or twice as much.
pub(super) const DOSE: &[&str] = &[
    "tome|tomo|puse|puso|inyecte|inyecto|aplique|aplico de mas la|el? insulina|pastilla|pastillas|medicamento|remedio",
    "insulina de mas",
    "doble|dos dosis de insulina",
    "di|dei|gave|dio|deu|dimos|tomo|tome|tomei|tomou|took|given ... error|equivocacion|engano|mistake|wrong|equivocado|equivocada|errado|errada|accidente .. remedio|medicine|medicines|pastilla|pastillas|pill|pills|medication|medicacion|gotas|drops|jarabe|xarope",
    "di|dei|gave|dio|deu|dimos|tomo|tome|tomei|tomou|took ... remedio|remedios|medicine|pastilla|pastillas|pill|pills|medication|medicacion|gotas|jarabe|xarope ... error|equivocacion|engano|mistake|accidente|accident",
    "doubled|duplico|dobrou|duplique .. pill|pills|dose|medicine|medication|dosis|pastilla|remedio",
    "tomo|tome|tomei|tomou|took|taken ... doble|dobro|double|twice|triple .. pastilla|pastillas|remedio|dosis|dose|pill|pills|medicine|insulina|insulin",
    "tomo|tome|tomei|tomou|took|taken ... dos|duas|two veces|vezes|times .. pastilla|pastillas|remedio|dosis|dose|pill|pills|medicine|insulina|insulin",
    "tomo|tome|tomei|tomou|took|taken ... pastilla|pastillas|remedio|remedios|pill|pills|medicine|insulina|insulin ... doble|dobro|double|twice",
];

/// Swelling after something eaten, stung or taken.
pub(super) const SWELLING: &[&str] = &[
    "parpado|parpados|eyelid|eyelids|palpebra|palpebras|labio|labios|lip|lips|cara|face|rosto|ojos|eyes|olhos ... hinchado|hinchados|hinchada|swollen|inchado|inchados|inchada|puffy ... antibiotico|antibiotic|picadura|picada|sting|abeja|bee|abelha|mani|peanut|peanuts|amendoim|camaron|camarones|shrimp|camarao|nuez|nueces|nut|nuts|castanha|remedio|medicine|vacuna|vacina|vaccine|injection|inyeccion|injecao",
    "abeja|bee|abelha|avispa|wasp|vespa|picadura|picada|sting|mani|peanut|peanuts|amendoim|camaron|camarones|shrimp|camarao|antibiotico|antibiotic|vacuna|vacina|vaccine|injection|inyeccion|injecao ... hincho|hincha|hinchando|hinchada|hinchado|inchou|inchando|inchada|inchado|swelled|swelling|swollen .. cara|face|rosto|rostro|labio|labios|lip|lips|ojo|ojos|olho|olhos|eye|eyes|boca|lengua|lingua|tongue",
    "garganta|throat .. pica|itches|itchy|coca|cocando|itching|cosquillea ... despues|depois|after|antibiotico|antibiotic|mani|peanut|camaron|shrimp|labio|lip|y|e|and hinchad*|swollen|inchad*|;",
    "hincho|hincharon|hincha|hinchando|hinchada|inchou|incharam|inchando|swelled|swelling .. cara|rosto|rostro|ojos|olhos|labios|boca|lengua|lingua|face|lips|tongue ... despues|depois|after|por|con|com|from de? comer|tomar|eating|taking|de|do|da|del? el|la|los|las|un|una|a|o|um|uma|the? pastilla|pastillas|antibiotico|antibiotic|remedio|vacuna|vacina|vaccine|inyeccion|injecao|injection|mani|amendoim|peanut|peanuts|camaron|camarones|camarao|shrimp|mariscos|frutos|abeja|abelha|bee|avispa|vespa|wasp|picadura|picada",
    "abeja|abelha|bee|avispa|vespa|wasp|mani|camaron|camarones|camarao|mariscos ... cara|rosto|labios|lengua|lingua|face|lips|tongue hinchada|hinchados|inchada|inchado|inchados|swollen",
    "mariscos .. hincho|hincha|hinchan|hinchando|hincharon .. cara|labios|ojos|boca|lengua",
    "abeja|abejas|abelha|avispa|vespa|maribondo|bee|wasp|picadura|picada ... hincho|hinchando|hincha|inchando|inchou|swelling|swelled todo|toda|entero|entera|inteiro|inteira ;|y|e",
];
